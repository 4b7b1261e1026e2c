"""The seam to whoever moves money outside: a provider, or a person by hand.

A provider is told a stable key with every instruction, and lists what became of it under that key. What it is told is
enough to move money back the way it came, and says nothing of the person.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Instruction:
    """What has to be moved: minor units of a currency, to or from a payment method, for an order. Nothing else is told."""

    amount_minor: int
    currency: str
    order_number: str
    method_type: str
    brand: str
    last_four: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The money is moved, and the provider calls that so."""

    reference: str


@dataclass(frozen=True, slots=True)
class WaitingForPerson:
    """A person has to do it, and says when it is done."""


@dataclass(frozen=True, slots=True)
class RefusedForGood:
    """It will never happen; the reason is a code in small letters, `account_closed`."""

    reason: str


@dataclass(frozen=True, slots=True)
class TryLater:
    """Nothing happened yet, and may at another try, not before so many seconds where they are named."""

    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it happened."""


@dataclass(frozen=True, slots=True)
class NotSeen:
    """Nothing with this key is in the provider's list."""


Outcome = Accepted | WaitingForPerson | RefusedForGood | TryLater | Unknown
Found = Outcome | NotSeen


class PaymentProvider(Protocol):
    """Moves money. Any exception of a call means that nobody knows whether it had an effect."""

    @property
    def name(self) -> str:
        """What the provider is called in the books."""
        ...

    async def refund(self, key: str, instruction: Instruction) -> Outcome:
        """Pay an amount back to a customer; once for each key, where the provider can promise that."""
        ...

    async def charge(self, key: str, instruction: Instruction) -> Outcome:
        """Take an amount from a customer; once for each key, where the provider can promise that."""
        ...

    async def find(self, key: str) -> Found:
        """Return what became of a key; Unknown from a provider that has no list."""
        ...


class ByHand:
    """The provider of a shop without one: a person moves the money, until the time that the transfer is due."""

    name = "by_hand"

    async def refund(self, key: str, instruction: Instruction) -> Outcome:
        """Leave it to a person."""
        del key, instruction
        return WaitingForPerson()

    async def charge(self, key: str, instruction: Instruction) -> Outcome:
        """Leave it to a person."""
        del key, instruction
        return WaitingForPerson()

    async def find(self, key: str) -> Found:
        """Return that nothing happened: a person does nothing before the task stands in the books."""
        del key
        return NotSeen()
