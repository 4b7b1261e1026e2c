"""What a row that was changed here becomes when the shop's back end says something else of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.integration.facts import Note, SentRow
from support_ai.integration.models import Row
from support_ai.orders.fact_policy import status_fact
from support_ai.orders.models import OrderStatus

ADDRESS = ("address1", "address2", "city", "state", "postal_code", "country")
_ITEM = ("item_id", "product_id", "name", "options", "quantity", "unit_price", "discount")
# What was agreed with somebody here, and is kept; everything else is the back end's to say.
_AGREED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "customers": ADDRESS,
        "order_items": _ITEM,
        "returns": ("new_item_ids", "payment_method_id", "amount"),
    }
)
_KEPT = "was agreed here and is kept; with force=true it is overwritten"


@dataclass(frozen=True, slots=True)
class Told:
    """What decides beside the rows.

    Whether somebody here chose the order's address, whether the back end speaks of its returns, and whether it insists.
    """

    address_agreed: bool
    knows_returns: bool
    force: bool


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The row that is to be stored, what of it is kept against what was sent, and what that overrules."""

    row: Row
    kept: tuple[Note, ...]
    overruled: tuple[Note, ...]


def reconcile(kind: str, here: Row, sent: SentRow, told: Told, differs: Callable[[str], bool]) -> Reconciled:
    """Decide on a row that was changed here; `differs` tells whether the two rows say different things in a field."""
    if kind == "orders":
        return _order(here, sent, told, differs)
    names = () if told.force else _AGREED.get(kind, ())
    return _kept(here, sent, names, differs)


def _kept(here: Row, sent: SentRow, names: tuple[str, ...], differs: Callable[[str], bool]) -> Reconciled:
    differing = [name for name in names if differs(name)]
    notes = tuple(Note(sent.field(name), _KEPT) for name in differing)
    return Reconciled({**sent.row, **{name: here[name] for name in differing}}, notes, ())


def _order(here: Row, sent: SentRow, told: Told, differs: Callable[[str], bool]) -> Reconciled:
    is_kept = told.address_agreed and not told.force
    found = _kept(here, sent, ADDRESS if is_kept else (), differs)
    stands, said = OrderStatus(here["status"]), OrderStatus(sent.row["status"])
    fact = status_fact(stands, said, knows_returns=told.knows_returns, force=told.force)
    kept, overruled = found.kept, tuple[Note, ...]()
    if fact.status is not said:
        reason = (
            f"is {stands.value} here, which says more than {said.value}; with force=true it is overwritten"
        )
        kept = (*kept, Note(sent.field("status"), reason))
    if fact.overrules:
        overruled = (Note(sent.field("status"), f"was {stands.value} here"),)
    return Reconciled({**found.row, "status": fact.status.value}, kept, overruled)
