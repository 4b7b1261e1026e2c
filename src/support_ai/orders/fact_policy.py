"""Pure decisions about what the shop's back end says of an order: its word wins, unless ours only says more than it knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.orders.models import OrderStatus

_S = OrderStatus
# A status of ours that the back end may not know of, and what it calls such an order meanwhile.
_SAYS_MORE: Mapping[OrderStatus, OrderStatus] = MappingProxyType(
    {
        _S.PENDING_ITEM_MODIFIED: _S.PENDING,
        _S.RETURN_REQUESTED: _S.DELIVERED,
        _S.EXCHANGE_REQUESTED: _S.DELIVERED,
    }
)
# What was agreed with the customer, so that whoever overrules it should be told.
_AGREED = frozenset({*_SAYS_MORE, _S.CANCELLED, _S.RETURNED, _S.EXCHANGED})


@dataclass(frozen=True, slots=True)
class StatusFact:
    """What an order's status becomes, and whether that overrules what was agreed here."""

    status: OrderStatus
    overrules: bool = False


def status_fact(
    here: OrderStatus, sent: OrderStatus, *, knows_returns: bool, force: bool = False
) -> StatusFact:
    """Decide on the status that the back end says of an order whose row was changed here.

    It wins. Only a word that leaves out what was agreed here, the items that were changed or the return that was asked for,
    contradicts nothing: ours is kept. `knows_returns` says that the back end speaks of the order's returns, `force` that it
    insists.
    """
    if sent is _SAYS_MORE.get(here) and not force and not (knows_returns and sent is _S.DELIVERED):
        return StatusFact(here)
    return StatusFact(sent, overrules=sent is not here and here in _AGREED)
