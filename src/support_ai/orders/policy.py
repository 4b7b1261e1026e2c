"""Pure decisions about orders."""

from support_ai.access.actor import Actor
from support_ai.access.permission import Permission
from support_ai.customers.policy import Scope, scope_of


def order_key(number: str) -> str:
    """Return the form under which an order is found: in any case, with or without `#`."""
    return number.strip().lstrip("#").strip().upper()


def scope_of_orders(actor: Actor) -> Scope:
    """Return whose orders the actor may look for."""
    return scope_of(actor, own=Permission.OWN_ORDERS_READ, everybody=Permission.ORDERS_READ)


def total(*, subtotal_minor: int, shipping_minor: int, tax_minor: int, discount_minor: int) -> int:
    """Return what an order costs, in minor units, never less than nothing.

    A line's discount is already taken off the subtotal; `queries.py` sums lists by the same formula.
    """
    return max(0, subtotal_minor + shipping_minor + tax_minor - discount_minor)
