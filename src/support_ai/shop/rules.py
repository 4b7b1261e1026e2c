"""The rules of the shop: what may be done to an order, and when. The policies receive them; each default is a new shop's."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from support_ai.core.page import WHOLE
from support_ai.shop.documents import Document
from support_ai.shop.security import UNIQUE, Days, different

_STRICT = ConfigDict(frozen=True, extra="forbid")
# A reason as people read and send it.
Reason = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
_Reasons = Annotated[
    tuple[Reason, ...],
    Field(min_length=1, max_length=50, json_schema_extra=UNIQUE),
    AfterValidator(different),
]
_Hours = Annotated[int, Field(ge=1, le=720), WHOLE]
_BankDays = Annotated[int, Field(ge=0, le=60), WHOLE]


class Unshipped(StrEnum):
    """Where an order may stand that was not sent yet."""

    PENDING = "pending"
    PROCESSED = "processed"


class Sent(StrEnum):
    """Where an order may stand that was sent."""

    SHIPPED = "shipped"
    DELIVERED = "delivered"


_BeforeShipping = Annotated[
    tuple[Unshipped, ...],
    Field(min_length=1, max_length=2, json_schema_extra=UNIQUE),
    AfterValidator(different),
]
_AfterShipping = Annotated[
    tuple[Sent, ...], Field(min_length=1, max_length=2, json_schema_extra=UNIQUE), AfterValidator(different)
]


class CancelRules(BaseModel):
    """Cancelling: an order as a whole, for one of the reasons."""

    model_config = _STRICT

    allowed: StrictBool = True
    statuses: _BeforeShipping = (Unshipped.PENDING,)
    reasons: _Reasons = ("no longer needed", "ordered by mistake")


class ItemRules(BaseModel):
    """Changing the items of an order; `once` says that nothing else may change afterwards."""

    model_config = _STRICT

    allowed: StrictBool = True
    statuses: _BeforeShipping = (Unshipped.PENDING,)
    once: StrictBool = True
    same_product: StrictBool = True
    only_available: StrictBool = True


class AddressRules(BaseModel):
    """Sending an order elsewhere, before its items were changed."""

    model_config = _STRICT

    allowed: StrictBool = True
    statuses: _BeforeShipping = (Unshipped.PENDING,)


class PaymentMethodRules(BaseModel):
    """Paying an order that has exactly one payment with something else."""

    model_config = _STRICT

    allowed: StrictBool = True
    statuses: _BeforeShipping = (Unshipped.PENDING,)


class ReturnRules(BaseModel):
    """Returning what was delivered; no window means for ever. The reasons are what people choose from, if they give one."""

    model_config = _STRICT

    allowed: StrictBool = True
    statuses: _AfterShipping = (Sent.DELIVERED,)
    window_days: Days | None = None
    to_gift_card: StrictBool = True
    pays_shipping: StrictBool = False
    reasons: _Reasons = (
        "does not fit",
        "damaged",
        "wrong item",
        "not as described",
        "changed my mind",
        "other",
    )


class ExchangeRules(BaseModel):
    """Exchanging what was delivered, within the window if one is set."""

    model_config = _STRICT

    allowed: StrictBool = True
    statuses: _AfterShipping = (Sent.DELIVERED,)
    window_days: Days | None = None
    same_product: StrictBool = True
    only_available: StrictBool = True


class ShopRules(BaseModel):
    """What customers, and colleagues for them, may do to an order.

    `asks_whether_that_is_all` is for changes that can happen once only; the days are what customers are told, `hand_over_hours`
    how long a person may take for a payment that somebody makes by hand.
    """

    model_config = _STRICT

    cancel: CancelRules = CancelRules()
    items: ItemRules = ItemRules()
    address: AddressRules = AddressRules()
    payment_method: PaymentMethodRules = PaymentMethodRules()
    returns: ReturnRules = ReturnRules()
    exchanges: ExchangeRules = ExchangeRules()
    asks_whether_that_is_all: StrictBool = True
    refund_days_least: _BankDays = 5
    refund_days_most: _BankDays = 7
    proposal_minutes: Annotated[int, Field(ge=1, le=1440), WHOLE] = 30
    approval_hours: _Hours = 72
    hand_over_hours: _Hours = 24


RULES = Document("rules", ShopRules)
