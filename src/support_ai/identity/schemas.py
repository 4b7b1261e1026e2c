"""What goes over the wire about accounts."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from support_ai.access.role import Role


def _without_control_characters(text: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        kind, message = "control_characters", "must not hold control characters"
        raise PydanticCustomError(kind, message)
    return text


def _valid_unicode(text: str) -> str:
    """Refuse half of a surrogate pair: JSON can write it, but neither UTF-8 nor PostgreSQL can hold it."""
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        kind, message = "surrogate", "must be valid Unicode"
        raise PydanticCustomError(kind, message)
    return text


# OpenAPI says as a pattern what the validator says in words.
Text = Annotated[
    str,
    AfterValidator(_valid_unicode),
    AfterValidator(_without_control_characters),
    Field(json_schema_extra={"pattern": r"^[^\u0000-\u001f\u007f]*$"}),
]
EmailText = Annotated[Text, Field(min_length=3, max_length=320, examples=["rohan@email.com"])]
NameText = Annotated[Text, Field(min_length=1, max_length=120, examples=["Rohan"])]
# Any characters may make a password, but they must be characters.
PasswordText = Annotated[
    str, AfterValidator(_valid_unicode), Field(min_length=1, max_length=512, examples=["secure123"])
]


def one_of(*names: str) -> JsonDict:
    """Return what OpenAPI has to say of a model of which exactly one field is given; `null` is like nothing."""
    return {"oneOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in names]}


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Registration(_Sent):
    """A new account."""

    email: EmailText
    password: PasswordText
    name: NameText


class Registered(BaseModel):
    """The same answer, whoever has an account."""

    status: Literal["registered"] = "registered"
    detail: str = "Sign in, and enter the code that was sent to the address to verify it."


class Login(_Sent):
    """Address and password."""

    email: EmailText
    password: PasswordText


class AccessToken(BaseModel):
    """A token for the Authorization header, good for `expires_in` seconds."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int


class Code(_Sent):
    """The six digits of the mail."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["012345"])]


class Me(BaseModel):
    """The signed-in account."""

    account_id: str
    email: str | None
    name: str
    role: Role
    verified: bool
    customer_id: str | None


class Verified(Me, AccessToken):
    """The account with its proven address, in words what became of its customer record, and the next token."""

    detail: str


class MeChange(_Sent):
    """What people may change of themselves."""

    name: NameText


class Setup(_Sent):
    """The first owner, by the one-time link."""

    token: Annotated[Text, Field(min_length=10, max_length=100)]
    email: EmailText
    password: PasswordText
    name: NameText


class Ticket(BaseModel):
    """Opens one socket within `expires_in` seconds; a new visitor also gets the token of their own thread."""

    ticket: str
    expires_in: int
    visitor_token: str | None = None
