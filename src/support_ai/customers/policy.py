"""Whose records an actor may look for. Row security decides again, on its own."""

from dataclasses import dataclass

from support_ai.access.actor import Actor, Customer, System, person_of
from support_ai.access.permission import Permission, permits


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that may be looked for: everybody's, one customer's, or nobody's (neither)."""

    everybody: bool
    customer_id: str | None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.everybody and self.customer_id is None

    def includes(self, customer_id: str) -> bool:
        """Tell whether this customer's records may be looked for."""
        return self.everybody or self.customer_id == customer_id


def scope_of(actor: Actor, *, own: Permission, everybody: Permission) -> Scope:
    """Return everybody's for who holds that permission, the own for a customer, everything for the system's reasons.

    An account without a customer record has nothing. What a reason of the system reaches, row security says.
    """
    if isinstance(actor, System) or permits(actor, everybody):
        return Scope(everybody=True, customer_id=None)
    person = person_of(actor)
    if isinstance(person, Customer) and permits(actor, own):
        return Scope(everybody=False, customer_id=person.customer_id)
    return Scope(everybody=False, customer_id=None)
