"""Trying the assistant's draft over HTTP, without any effect."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from support_ai.access.actor import describe
from support_ai.access.permission import Permission
from support_ai.agent.brain import Source
from support_ai.agent.previewing import try_out
from support_ai.channels.inbound import Inbox
from support_ai.channels.web.schemas import CARDS, MAX_MESSAGE, SOURCES, AnyCard, Readable
from support_ai.core.caller import CurrentStaff, requires
from support_ai.core.counting import count_message

router = APIRouter(prefix="/shop/assistant", tags=["shop"])
_MOST_STATE = 200_000


class PreviewIn(BaseModel):
    """A message to the draft; `state` is what the answer before came with, `as` who speaks where there is none."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[Readable, Field(min_length=1, max_length=MAX_MESSAGE)]
    state: (
        Annotated[str, Field(min_length=1, max_length=_MOST_STATE, pattern=r"^[A-Za-z0-9_=-]+$")] | None
    ) = None
    speaker: Annotated[Literal["visitor", "me"], Field(alias="as")] = "visitor"


class PreviewOut(BaseModel):
    """What the draft answers; `version` is null where what is published was tried."""

    reply: str
    cards: list[AnyCard]
    sources: list[Source]
    version: int | None
    state: str


@router.post("/preview", dependencies=[Depends(requires(Permission.ASSISTANT_CONFIGURE))])
async def preview_assistant(sent: PreviewIn, colleague: CurrentStaff, request: Request) -> PreviewOut:
    """Talk to the assistant as the draft would have it: nothing is stored, changed, opened or handed over."""
    await count_message(request.app.state, describe(colleague))
    inbox: Inbox = request.app.state.inbox
    as_visitor = sent.speaker == "visitor"
    tried = await try_out(inbox.turns.mind, colleague, sent.message, sent.state, as_visitor=as_visitor)
    content = json.loads(tried.thought.answer.content())
    return PreviewOut(
        reply=content["text"],
        cards=CARDS.validate_python(content["cards"]),
        sources=SOURCES.validate_python(content["sources"]),
        version=tried.draft,
        state=tried.state,
    )
