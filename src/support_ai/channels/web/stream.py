"""A turn as server-sent events: its sentences as they leave the guard, and the whole answer at the end."""

import asyncio
import json
from collections.abc import AsyncIterator

from support_ai.access.actor import Person
from support_ai.agent.brain import Event
from support_ai.agent.turn import Answered
from support_ai.channels.inbound import Inbox
from support_ai.channels.models import Accepted, Inbound, Reply
from support_ai.channels.web.wire import chat_reply, told
from support_ai.conversations.models import Received
from support_ai.core.errors import AppError
from support_ai.identity.models import SignedIn


async def begin_stream(
    inbox: Inbox, person: Person, inbound: Inbound, visitor_token: str | None
) -> tuple[AsyncIterator[bytes], SignedIn | None]:
    """Keep a message and return the events of its turn, and the session that it began, if any.

    What hinders keeping it is raised before anything is sent.
    The turn goes on, and is listened to, whether anybody reads the events or not.
    """
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    kept: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()

    def hear(event: Event | Answered) -> None:
        line = None if isinstance(event, Answered) else told(event)
        if line is not None:
            lines.put_nowait(_event(*line))

    asking = asyncio.create_task(inbox.ask(person, inbound, kept.set_result, hear))
    asking.add_done_callback(lambda _: lines.put_nowait(None))
    await asyncio.wait({asking, kept}, return_when=asyncio.FIRST_COMPLETED)
    if not kept.done():
        asking.result()
    accepted = kept.result()
    return _events(lines, asking, accepted.received, visitor_token), accepted.signed_in


async def _events(
    lines: asyncio.Queue[bytes | None],
    asking: asyncio.Task[Reply],
    received: Received,
    visitor_token: str | None,
) -> AsyncIterator[bytes]:
    began = {"conversation_id": str(received.conversation_id), "visitor_token": visitor_token}
    yield _event("conversation", began)
    while (line := await lines.get()) is not None:
        yield line
    try:
        reply = asking.result()
    except AppError as error:
        yield _event("error", {"code": error.code, "detail": error.message})
        return
    yield _event("done", chat_reply(reply, visitor_token).model_dump(mode="json"))


def _event(name: str, content: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n".encode()
