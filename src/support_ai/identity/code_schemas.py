"""What goes over the wire about one-time codes."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from support_ai.identity.schemas import EmailText, PasswordText, Text, one_of
from support_ai.shop.security import CodeChannel

SENT = "If we know it, a code is on its way to the address on file."
Digits = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["012345"])]
Challenge = Annotated[Text, Field(min_length=20, max_length=100)]
PhoneText = Annotated[Text, Field(min_length=3, max_length=40, examples=["+1 555 0100"])]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CodeRequest(_Sent):
    """Who wants to sign in: an e-mail address or a phone number, one of them."""

    model_config = ConfigDict(json_schema_extra=one_of("email", "phone"))

    email: EmailText | None = None
    phone: PhoneText | None = None
    channel: CodeChannel | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "CodeRequest":
        if (self.email is None) == (self.phone is None):
            kind, message = "one_of", "either email or phone must be given"
            raise PydanticCustomError(kind, message)
        return self


class Challenged(BaseModel):
    """The same answer, whoever asked: the code works together with this challenge only."""

    challenge: str
    expires_in: int
    detail: str = SENT


class CodeProof(_Sent):
    """A code and the challenge of the request that it was sent for."""

    challenge: Challenge
    code: Digits


class Forgotten(_Sent):
    """Whose password was forgotten."""

    email: EmailText


class PasswordReset(CodeProof):
    """A new password, by the code that was mailed."""

    password: PasswordText
