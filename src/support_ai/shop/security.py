"""The security settings of the shop: what the owner may decide, within bounds that can only be stricter than ours."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import PydanticCustomError

from support_ai.core.origins import ORIGIN, is_origin
from support_ai.core.page import WHOLE

_T = TypeVar("_T")


class CodeChannel(StrEnum):
    """The ways on which a one-time code travels."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"


def _origin(text: str) -> str:
    """Take an exact origin; a wildcard together with credentials lets any website act for its visitor."""
    if not is_origin(text):
        kind, message = (
            "origin",
            "must be an exact origin such as https://shop.example, without path or wildcard",
        )
        raise PydanticCustomError(kind, message)
    return text


def different(values: tuple[_T, ...]) -> tuple[_T, ...]:
    """Refuse values of which one stands there twice."""
    if len(set(values)) < len(values):
        kind, message = "repeated", "must not name anything twice"
        raise PydanticCustomError(kind, message)
    return values


Origin = Annotated[
    str,
    Field(max_length=300, json_schema_extra={"pattern": f"^{ORIGIN.pattern}$"}),
    AfterValidator(_origin),
]
UNIQUE: dict[str, JsonValue] = {"uniqueItems": True}
Days = Annotated[int, Field(ge=1, le=3650), WHOLE]


class SecuritySettings(BaseModel):
    """What the owner decides about passwords, sessions, origins, codes, rates and retention.

    Every default is the most that may be allowed, or the least that may be asked for; `None` keeps for ever.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    password_min_length: Annotated[int, Field(ge=8, le=64), WHOLE] = 8
    customer_idle_days: Annotated[int, Field(ge=1, le=30), WHOLE] = 30
    customer_session_days: Annotated[int, Field(ge=1, le=30), WHOLE] = 30
    staff_idle_minutes: Annotated[int, Field(ge=1, le=30), WHOLE] = 30
    staff_session_hours: Annotated[int, Field(ge=1, le=12), WHOLE] = 12
    allowed_origins: Annotated[
        tuple[Origin, ...], Field(max_length=50, json_schema_extra=UNIQUE), AfterValidator(different)
    ] = ()
    code_channels: Annotated[
        tuple[CodeChannel, ...],
        Field(min_length=1, max_length=3, json_schema_extra=UNIQUE),
        AfterValidator(different),
    ] = (CodeChannel.EMAIL, CodeChannel.SMS, CodeChannel.WHATSAPP)
    # Failures in five minutes from one address, and in fifteen minutes at one account.
    login_failures_per_address: Annotated[int, Field(ge=1, le=5), WHOLE] = 5
    login_failures_per_account: Annotated[int, Field(ge=1, le=10), WHOLE] = 10
    # Codes to one recipient in ten minutes and in a day, and from the whole shop in an hour: text messages cost money.
    codes_per_ten_minutes: Annotated[int, Field(ge=1, le=3), WHOLE] = 3
    codes_per_day: Annotated[int, Field(ge=1, le=10), WHOLE] = 10
    codes_of_shop_per_hour: Annotated[int, Field(ge=10, le=100_000), WHOLE] = 1_000
    requests_per_address_per_minute: Annotated[int, Field(ge=30, le=100_000), WHOLE] = 1_200
    requests_per_account_per_minute: Annotated[int, Field(ge=30, le=100_000), WHOLE] = 600
    messages_per_account_per_minute: Annotated[int, Field(ge=5, le=100), WHOLE] = 100
    conversations_kept_days: Days | None = None
    # Counted from the day on which a ticket was closed.
    tickets_kept_days: Days | None = None
    visitor_conversations_kept_days: Annotated[int, Field(ge=1, le=365), WHOLE] = 30

    def differences(self, other: "SecuritySettings") -> Mapping[str, str]:
        """Return the fields that `other` changes, each with its new value in words; none of them is a secret."""
        mine, theirs = _plain(self), _plain(other)
        return {name: str(theirs[name]) for name in mine if mine[name] != theirs[name]}


def _plain(settings: SecuritySettings) -> dict[str, object]:
    return cast("dict[str, object]", settings.model_dump(mode="json"))
