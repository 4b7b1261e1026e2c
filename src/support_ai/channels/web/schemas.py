"""What goes over the wire in a chat."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from support_ai.agent.brain import Source
from support_ai.agent.cards import Card
from support_ai.conversations.files import MOST_OF_A_MESSAGE
from support_ai.conversations.models import Notice, Speaker
from support_ai.core.page import is_storable
from support_ai.identity.schemas import AccessToken
from support_ai.shop.security import UNIQUE, different

MAX_MESSAGE = 8000


def storable(text: str) -> str:
    """Return a text that can be stored; PydanticCustomError otherwise."""
    if not is_storable(text):
        kind, message = "unreadable", "must be valid Unicode without NUL"
        raise PydanticCustomError(kind, message)
    return text


def _readable(text: str) -> str:
    if not storable(text).strip():
        kind, message = "empty", "must not be empty"
        raise PydanticCustomError(kind, message)
    return text


# OpenAPI says as a pattern what the validator says in words.
_VISIBLE = r"^[^\u0000]*[^\u0000\s][^\u0000]*$"
Readable = Annotated[str, AfterValidator(_readable), Field(json_schema_extra={"pattern": _VISIBLE})]


FileIds = Annotated[
    tuple[UUID, ...],
    Field(
        max_length=MOST_OF_A_MESSAGE,
        json_schema_extra=UNIQUE,
        description="Files that were uploaded to this conversation before; with them the text may be empty.",
    ),
    AfterValidator(different),
]


class Saying(BaseModel):
    """What somebody says: words, files that they uploaded before, or both."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"properties": {"message": {"minLength": 1, "pattern": _VISIBLE}}},
                {"properties": {"file_ids": {"minItems": 1}}, "required": ["file_ids"]},
            ]
        },
    )

    file_ids: FileIds = ()
    message: Annotated[str, Field(max_length=MAX_MESSAGE, examples=["Where is my order?"])]

    @field_validator("message")
    @classmethod
    def _says_something(cls, message: str, info: ValidationInfo) -> str:
        return storable(message) if info.data.get("file_ids") else _readable(message)


class ChatMessage(Saying):
    """One message of a person."""

    conversation_id: UUID | None = None
    client_message_id: Annotated[Readable, Field(min_length=1, max_length=128)] | None = None
    token: Annotated[str, Field(min_length=1, max_length=8192)] | None = None


class SocketMessage(Saying):
    """One message of a person over a socket."""

    type: Literal["message"]
    client_message_id: Annotated[Readable, Field(min_length=1, max_length=128)] | None = None


class SocketPing(BaseModel):
    """A sign of life, answered by a pong."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["ping"]


class SocketTyping(BaseModel):
    """A sign that somebody types, said again while they do, or that they stopped."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["typing"]
    is_typing: StrictBool


SocketFrame = SocketMessage | SocketPing | SocketTyping
SOCKET_FRAME: TypeAdapter[SocketFrame] = TypeAdapter(Annotated[SocketFrame, Field(discriminator="type")])


AnyCard = Annotated[Card, Field(discriminator="kind")]
CARD: TypeAdapter[Card] = TypeAdapter(AnyCard)
CARDS: TypeAdapter[list[Card]] = TypeAdapter(list[AnyCard])
SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
SOURCES: TypeAdapter[list[Source]] = TypeAdapter(list[Source])


class ChatReply(BaseModel):
    """The answer; `reply` is null while a colleague owns the conversation.

    `session` is there where the message was the right one-time code: go on with its token, in the conversation named here.
    """

    reply: str | None
    conversation_id: UUID
    message_id: UUID | None
    handled_by: Literal["assistant", "colleague"]
    cards: list[AnyCard]
    sources: list[Source]
    visitor_token: str | None = None
    session: AccessToken | None = None


class FileOut(BaseModel):
    """A file that somebody attached; its content is at `/conversations/{conversation_id}/files/{file_id}`."""

    file_id: UUID
    name: str
    media_type: str
    bytes: int


class MessageOut(BaseModel):
    """One message of a conversation; `sequence` counts without gaps.

    `name` is the colleague's who said it, or of whom a notice tells; `notice` is what a notice tells of.
    """

    sequence: int
    message_id: UUID
    speaker: Speaker
    text: str
    name: str | None
    notice: Notice | None
    cards: list[AnyCard]
    sources: list[Source]
    files: list[FileOut]
    created_at: datetime
    client_message_id: str | None


class Messages(BaseModel):
    """Messages in order; ask again with `after` set to the last sequence."""

    items: list[MessageOut]
