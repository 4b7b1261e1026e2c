"""Somebody who talks to the program over `POST /chat`, as a website's page would."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import httpx
from pydantic import BaseModel, JsonValue

from support_ai.access.actor import Reason
from support_ai.evals.judging import Came
from support_ai.evals.script import CUSTOMER, VISITOR
from support_ai.evals.stage import Open
from support_ai.identity.minting import mint_customer_token, mint_token

_LOOK_AGAIN_SECONDS = 0.01


class NoAnswerError(Exception):
    """The program answered with an error."""


class _Session(BaseModel):
    access_token: str


class ChatAnswer(BaseModel):
    """The part of an answer that is judged; whoever was signed in by a code goes on with the token of their session."""

    reply: str | None
    conversation_id: UUID
    message_id: UUID | None
    cards: list[dict[str, JsonValue]]
    sources: list[dict[str, JsonValue]]
    session: _Session | None = None


class _Ticket(BaseModel):
    visitor_token: str


class _Listed(BaseModel):
    conversation_id: UUID
    handled_by: str


class _Page(BaseModel):
    items: list[_Listed]


@dataclass
class Speaker:
    """One person in one conversation; `tokens` are those they had, the newest last."""

    client: httpx.AsyncClient
    tokens: list[str]
    conversation_id: UUID | None = None

    @classmethod
    async def enter(cls, shop: Open, who: str) -> "Speaker":
        """Let somebody of the data set in; an AppError where there is no such person."""
        identity = shop.resources.identity
        if who == VISITOR:
            answer = _checked(await shop.client.post("/auth/socket-ticket"))
            return cls(shop.client, [_Ticket.model_validate_json(answer.content).visitor_token])
        if who.startswith(CUSTOMER):
            token = await mint_customer_token(identity, Reason.STAFF_COMMAND, who.removeprefix(CUSTOMER))
        else:
            token = await mint_token(identity, Reason.STAFF_COMMAND, f"{who}@example.com")
        return cls(shop.client, [token])

    async def say(self, messages: Sequence[str]) -> Came:
        """Say something, several things at once, and return the answers as one; NoAnswerError where one is an error."""
        if len(messages) > 1 and self.conversation_id is None:
            known = {one.conversation_id for one in await self._listed(self.tokens[-1])}
            first = asyncio.create_task(self._post(messages[0]))
            await self._begun(first, known)
        else:
            first = asyncio.create_task(self._post(messages[0]))
        answers = await asyncio.gather(first, *(self._post(message) for message in messages[1:]))
        # Messages that were answered together have the same answer.
        distinct = list({answer.message_id: answer for answer in answers}.values())
        self.conversation_id = distinct[-1].conversation_id
        for answer in distinct:
            if answer.session is not None:
                self.tokens.append(answer.session.access_token)
        return Came(
            "\n".join(answer.reply for answer in distinct if answer.reply is not None),
            tuple(str(card.get("kind")) for answer in distinct for card in answer.cards),
            tuple(str(source.get("title")) for answer in distinct for source in answer.sources),
        )

    async def handled_by(self) -> str | None:
        """Return who answers the conversation now, as its person reads it."""
        for token in reversed(self.tokens):
            for listed in await self._listed(token):
                if listed.conversation_id == self.conversation_id:
                    return listed.handled_by
        return None

    async def _post(self, message: str) -> ChatAnswer:
        sent = {"message": message}
        if self.conversation_id is not None:
            sent["conversation_id"] = str(self.conversation_id)
        answer = await self.client.post("/chat", json=sent, headers=_headers(self.tokens[-1]))
        return ChatAnswer.model_validate_json(_checked(answer).content)

    async def _begun(self, first: "asyncio.Task[ChatAnswer]", known: set[UUID]) -> None:
        """Wait until the first message is kept, so that the others can follow it into its conversation."""
        while self.conversation_id is None and not first.done():
            listed = await self._listed(self.tokens[-1])
            new = (one.conversation_id for one in listed if one.conversation_id not in known)
            self.conversation_id = next(new, None)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        if self.conversation_id is None:
            self.conversation_id = first.result().conversation_id

    async def _listed(self, token: str) -> list[_Listed]:
        answer = _checked(await self.client.get("/conversations", headers=_headers(token)))
        return _Page.model_validate_json(answer.content).items


def _headers(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _checked(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise NoAnswerError(f"{answer.request.url.path} answered {answer.status_code}: {answer.text[:300]}")
    return answer
