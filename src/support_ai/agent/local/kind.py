"""What a change is to the local brain: what it needs to know, in which order, and what it tells its tool."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from support_ai.agent.local.desk import Desk
from support_ai.agent.local.memory import Form
from support_ai.orders.models import OrderStatus

# A slot reads what the wish says and fills the form. None: it asked, or said why there is nothing to do.
Slot = Callable[[Desk, Form, "Kind"], Awaitable[Form | None]]
Arguments = Callable[[Form], Mapping[str, JsonValue]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A change: its action's name, the verb people use, its slots in the order in which they are asked for.

    `statuses` are those in which an order usually can have it: they decide which of several orders is meant, never whether
    it may be done. `probe` are arguments of which nothing can come but a refusal: the rule that forbids the change itself, if
    one does, is told before anything is asked. `prefers` are statuses of which one order is meant where others could be too. `instead` says what else is possible after a refusal.
    """

    name: str
    verb: str
    slots: tuple[Slot, ...]
    arguments: Arguments
    statuses: frozenset[OrderStatus] = field(default_factory=frozenset[OrderStatus])
    probe: Arguments | None = None
    prefers: frozenset[OrderStatus] = field(default_factory=frozenset[OrderStatus])
    instead: Mapping[OrderStatus, str] = field(default_factory=dict[OrderStatus, str])
