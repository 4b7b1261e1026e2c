"""Orders, customers and products as the shop's back end sends them: the fields of the files, nested.

What a value may be is decided where files are read, so that both ways in take the same and say the same.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool

from support_ai.core.page import WHOLE
from support_ai.integration.facts import Outcome, Tally
from support_ai.orders.models import OrderStatus, ReturnKind

_MOST_ROWS = 500
# About as many as 256 KB hold.
MOST_RECORDS = 500
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
# Decimals in the order's currency, such as `12.50`.
Amount = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=999_999_999), WHOLE]


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Place(_Told):
    address1: Text
    address2: Text
    city: Text
    state: Text
    postal_code: Text
    country: Text


class ItemIn(_Told):
    """A line of the order."""

    line: Number
    item_id: Text
    product_id: Text
    name: Text
    options: Text = ""
    quantity: Number
    unit_price: Amount
    discount: Amount | None = None


class ShipmentIn(_Told):
    """A parcel; those without a `line` are told by carrier and tracking number."""

    line: Number | None = None
    carrier: Text
    tracking_number: Text
    status: Text
    shipped_at: Text | None = None
    estimated_delivery: Text | None = None
    delivered_at: Text | None = None
    item_lines: Annotated[list[Number], Field(max_length=_MOST_ROWS)] = []


class PaymentIn(_Told):
    """Money that moved. `external_id` is your own id for it: the row is booked once, and never changed."""

    external_id: Text
    kind: Literal["payment", "refund"]
    amount: Amount
    currency: Text | None = None
    payment_method_id: Text | None = None
    at: Text | None = None


class ReturnIn(_Told):
    """A return or an exchange, told by its kind, its items and when it was asked for."""

    kind: ReturnKind
    status: Text
    item_ids: Annotated[list[Text], Field(max_length=_MOST_ROWS)]
    new_item_ids: Annotated[list[Text], Field(max_length=_MOST_ROWS)] = []
    payment_method_id: Text | None = None
    amount: Amount
    requested_at: Text | None = None


class OrderIn(_Place):
    """An order, with as much of what belongs to it as you want to tell; what is left out stays as it is."""

    order_number: Text | None = None
    customer_id: Text
    status: OrderStatus
    placed_at: Text | None = None
    currency: Text
    shipping: Amount | None = None
    tax: Amount | None = None
    discount: Amount | None = None
    items: Annotated[list[ItemIn], Field(max_length=_MOST_ROWS)] | None = None
    shipments: Annotated[list[ShipmentIn], Field(max_length=_MOST_ROWS)] | None = None
    payments: Annotated[list[PaymentIn], Field(max_length=_MOST_ROWS)] | None = None
    returns: Annotated[list[ReturnIn], Field(max_length=_MOST_ROWS)] | None = None


class CustomerIn(_Place):
    """A customer."""

    customer_id: Text | None = None
    name: Text
    email: Text
    phone: Text


class VariantIn(_Told):
    """What can be bought of a product."""

    item_id: Text
    options: Text = ""
    price: Amount
    currency: Text
    available: StrictBool


class ProductIn(_Told):
    """A product with those of its variants that you want to tell of."""

    product_id: Text | None = None
    product_name: Text
    variants: Annotated[list[VariantIn], Field(min_length=1, max_length=_MOST_ROWS)]


class RecordsIn(_Told):
    """Many records at once, each as its own address takes it, with its id; each has an outcome of its own."""

    records: Annotated[list[JsonValue], Field(max_length=MOST_RECORDS)]


class NoteOut(BaseModel):
    """What is said of one field, such as `items.0.unit_price`."""

    field: str
    reason: str


class FlagOut(BaseModel):
    """A payment that was booked although it breaks this rule of the shop."""

    external_id: str
    rule: str


class PutOut(BaseModel):
    """What became of a record.

    `conflicts` were agreed here and are kept, `overruled` is what was agreed here and is not any more, `rejected` why nothing
    of it was written.
    """

    id: str
    outcome: Outcome
    conflicts: list[NoteOut]
    overruled: list[NoteOut]
    flags: list[FlagOut]
    rejected: NoteOut | None

    @classmethod
    def of(cls, record_id: str, tally: Tally) -> "PutOut":
        """Return what became of a record as programs read it."""
        problem = tally.problem
        return cls(
            id=record_id,
            outcome=tally.outcome,
            conflicts=[NoteOut(field=note.field, reason=note.reason) for note in tally.conflicts],
            overruled=[NoteOut(field=note.field, reason=note.reason) for note in tally.overruled],
            flags=[FlagOut(external_id=flag.external_id, rule=flag.rule) for flag in tally.flags],
            rejected=None if problem is None else NoteOut(field=problem.field, reason=problem.reason),
        )


class PutsOut(BaseModel):
    """What became of each record, in the order in which they were sent, and how many came to what."""

    written: int
    unchanged: int
    conflict: int
    rejected: int
    records: list[PutOut]
