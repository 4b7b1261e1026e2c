"""What comes after a conversation, on the wire."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from support_ai.conversations.rating import MAX_COMMENT
from support_ai.conversations.rating_queries import Rating
from support_ai.core.page import WHOLE, is_storable


def _storable(text: str) -> str:
    if not is_storable(text):
        kind, message = "unreadable", "must be valid Unicode without NUL"
        raise PydanticCustomError(kind, message)
    return text


class RatingIn(BaseModel):
    """How satisfied somebody is with a conversation, from 1 (not at all) to 5 (very), and what they say of it."""

    model_config = ConfigDict(extra="forbid")

    score: Annotated[int, Field(ge=1, le=5), WHOLE]
    comment: (
        Annotated[
            str,
            AfterValidator(_storable),
            Field(max_length=MAX_COMMENT, json_schema_extra={"pattern": r"^[^\u0000]*$"}),
        ]
        | None
    ) = None

    @property
    def said(self) -> str | None:
        """Return the comment; blanks are none."""
        return (self.comment or "").strip() or None


class RatingOut(BaseModel):
    """A rating as it stands."""

    score: int
    comment: str | None
    rated_at: AwareDatetime

    @classmethod
    def of(cls, rating: Rating) -> "RatingOut":
        """Return it as it goes over the wire."""
        return cls(score=rating.score, comment=rating.comment, rated_at=rating.rated_at)
