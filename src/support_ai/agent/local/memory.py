"""What the local brain keeps between the turns of one conversation; sealed like its texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue, TypeAdapter


class Awaiting(StrEnum):
    """What the assistant asked for last, so that a bare yes or a bare number means something."""

    NOTHING = "nothing"
    ORDER_HISTORY_OFFER = "order_history_offer"
    PERSON_OFFER = "person_offer"
    TICKET_OFFER = "ticket_offer"
    TICKET_TEXT = "ticket_text"
    IDENTIFICATION = "identification"
    ORDER_NUMBER = "order_number"
    SLOT = "slot"


@dataclass(frozen=True, slots=True)
class Form:
    """A change that is put together over the turns. `kind` is the action's name; what is still None is not known yet.

    `items` are ids, each as often as it is wanted; `new_items` stand for them by position. `asked` is the slot that was asked
    for last, `times` how often in a row, `choices` what could be chosen, in the order in which it was shown. `said` are the
    words about it as far as they are not understood yet. `told` are the arguments of a change that waits for a yes already.
    """

    kind: str
    order: str | None = None
    items: tuple[str, ...] = ()
    new_items: tuple[str, ...] = ()
    method: str | None = None
    reason: str | None = None
    address: Mapping[str, str] | None = None
    amount_minor: int | None = None
    status: str | None = None
    text: str | None = None
    customer: str | None = None
    return_id: int | None = None
    asked: str | None = None
    times: int = 0
    choices: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    told: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What was spoken of, and what was asked.

    `parked` are forms that something else came between, the newest last. `last_variant` is the item of which the price was told last, by itself. `told` is what was just said to be wrong with a thing:
    a change that is then wanted in a word is of that. `last_wanted` is what was answered of a customer just before. `listed` is True while a list of orders is what was shown last, `listed_days` its first and last day. `on_change` is True while
    what was done is what was spoken of last.
    """

    last_orders: tuple[str, ...] = ()
    last_order: str | None = None
    listed: bool = False
    on_change: bool = False
    listed_days: str | None = None
    last_items: tuple[str, ...] = ()
    last_method: str | None = None
    last_product: str | None = None
    last_products: tuple[str, ...] = ()
    last_variant: str | None = None
    # What was just asked about an order, for `and ORD-2?` behind it.
    last_asked: tuple[str, ...] = ()
    last_ticket: str | None = None
    customer: str | None = None
    last_customers: tuple[str, ...] = ()
    wanted: str | None = None
    last_wanted: str | None = None
    form: Form | None = None
    parked: tuple[Form, ...] = ()
    awaiting: Awaiting = Awaiting.NOTHING
    misses: int = 0
    complaints: int = 0
    told: str | None = None
    last_intent: str | None = None
    last_refusal: str | None = None
    last_report: Mapping[str, JsonValue] | None = None
    # The article, its title, and the heading of what was quoted last.
    last_source: tuple[str, str, str] | None = None

    def dump(self) -> dict[str, JsonValue]:
        """Return it as JSON holds it."""
        return _MEMORY.dump_python(self, mode="json")


_MEMORY: TypeAdapter[Memory] = TypeAdapter(Memory)


def recall(stored: Mapping[str, JsonValue]) -> Memory:
    """Return what was kept."""
    return _MEMORY.validate_python(dict(stored))
