"""What changes in the colleagues' queue, read once or listened to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from support_ai.access.permission import Permission
from support_ai.channels.web.conversation_schemas import QueueEvents
from support_ai.channels.web.feed import Feeds
from support_ai.conversations.queue_events import Position
from support_ai.core.caller import CurrentStaff, requires

router = APIRouter(tags=["chat"])
_Answering = Depends(requires(Permission.CONVERSATIONS_ANSWER))


@router.get("/conversations/events", dependencies=[_Answering], response_model=QueueEvents)
async def queue_events(
    person: CurrentStaff,
    request: Request,
    after: Annotated[str | None, Query(max_length=60, description="The last id that was seen.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=60)] = None,
) -> Response:
    """Return what changed in the queue after an id; with `Accept: text/event-stream` go on telling as it happens.

    Without an id it begins with what happens next.
    """
    feeds: Feeds = request.app.state.feeds
    named = after if after is not None else last_event_id
    position = None if named is None else Position.parse(named)
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(
            feeds.open(person, position),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
    heard = QueueEvents.of(await feeds.read(person, position))
    return Response(
        heard.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"}
    )
