"""How answers, stored messages and a turn's events go over the wire, the same on every way."""

import json

from support_ai.agent.brain import CardShown, Event, Sentence, SourceCited, Working
from support_ai.channels.models import Reply
from support_ai.channels.web import schemas
from support_ai.conversations.models import Message
from support_ai.identity.models import SignedIn
from support_ai.identity.schemas import AccessToken


def told(event: Event) -> tuple[str, dict[str, object]] | None:
    """Return the name and the content of an event that people see as it happens; None for what stays inside."""
    match event:
        case Sentence(text=text):
            return "sentence", {"text": text}
        case CardShown(card=card):
            return "card", {"card": schemas.CARD.dump_python(card, mode="json")}
        case SourceCited(source=source):
            return "source", {"source": schemas.SOURCE.dump_python(source, mode="json")}
        case Working(tool=tool):
            return "working", {"tool": tool}
        case _:
            return None


def message_out(message: Message) -> schemas.MessageOut:
    """Return a stored message as it goes over the wire."""
    content = json.loads(message.content)
    return schemas.MessageOut(
        sequence=message.sequence,
        message_id=message.message_id,
        speaker=message.speaker,
        text=content["text"],
        name=content.get("name"),
        notice=content.get("notice"),
        cards=schemas.CARDS.validate_python(content.get("cards", [])),
        sources=schemas.SOURCES.validate_python(content.get("sources", [])),
        files=[schemas.FileOut.model_validate(one) for one in content.get("files", [])],
        client_message_id=message.client_message_id,
        created_at=message.created_at,
    )


def chat_reply(reply: Reply, visitor_token: str | None) -> schemas.ChatReply:
    """Return the answer to a message as it goes over the wire."""
    return schemas.ChatReply(
        reply=reply.text,
        conversation_id=reply.conversation_id,
        message_id=reply.message_id,
        handled_by="colleague" if reply.by_colleague else "assistant",
        cards=schemas.CARDS.validate_python(reply.cards),
        sources=schemas.SOURCES.validate_python(reply.sources),
        visitor_token=visitor_token,
        session=None if reply.signed_in is None else session_out(reply.signed_in),
    )


def session_out(signed_in: SignedIn) -> AccessToken:
    """Return a session that a message began, as it goes over the wire; its refresh token travels as a cookie only."""
    return AccessToken(access_token=signed_in.access_token, expires_in=signed_in.expires_in)
