"""What an action is: a change that somebody has to say yes to. The packages of the house define theirs.

An action decides, shows and commits. `decide` reads the facts, asks the pure policies and returns a plan, or raises the
rule that says no; `preview` says what a plan will do; `commit` does exactly that. Whoever shows a preview and commits later
decides again in between, so that what is shown is what happens or nothing is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from support_ai.access.permission import Permission
from support_ai.core.database import Connection

A_contra = TypeVar("A_contra", bound="Arguments", contravariant=True)
P = TypeVar("P")
Result = Mapping[str, str | int]


class Arguments(BaseModel):
    """What an action is told; it never holds who asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Direction(StrEnum):
    """Which way money goes, as the customer sees it."""

    REFUND = "refund"
    CHARGE = "charge"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that will move to or from one payment method; 0 days is at once.

    `method` is its kind, and `name` what its owner calls it (`Visa ending in 4030`), empty where nobody knows.
    """

    direction: Direction
    amount_minor: int
    currency: str
    payment_method_id: str | None
    method: str
    days_least: int
    days_most: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What will happen, in words, figures and facts.

    `amount_minor` is what the customer gets, negative what they owe. `is_once` says that it can be done one time only, so
    that whoever talks to the customer asks first whether that is all. `changes` are facts before and after.
    """

    action: str
    subject: str
    sentence: str
    amount_minor: int = 0
    currency: str | None = None
    movements: tuple[Movement, ...] = ()
    is_once: bool = False
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])


@dataclass(frozen=True, slots=True)
class Payout:
    """What an action pays out, for the limits on who may do so alone: `refund` or `adjustment`."""

    kind: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Act:
    """The yes that a plan is committed under."""

    proposal_id: UUID
    now: datetime


class Action(Protocol[A_contra, P]):
    """One change: see above."""

    @property
    def name(self) -> str:
        """What tools and the registry call it, `cancel_order`."""
        ...

    @property
    def noted(self) -> str:
        """What the audit log calls it, `order.cancel`."""
        ...

    @property
    def routes(self) -> tuple[str, ...]:
        """Where it stands in the API, `POST /orders/{number}/cancel`; words in braces are arguments that no body holds."""
        ...

    @property
    def body(self) -> type[Arguments] | None:
        """What a request's body holds."""
        ...

    @property
    def arguments(self) -> type[Arguments]:
        """What it is told in all."""
        ...

    @property
    def own(self) -> Permission | None:
        """What lets customers do it with what is theirs."""
        ...

    @property
    def others(self) -> Permission | None:
        """What lets colleagues do it for any customer."""
        ...

    async def decide(self, conn: Connection, arguments: A_contra, now: datetime, *, locked: bool) -> P:
        """Return what is to be done; RuleRefusedError or NotFoundError otherwise. `locked` holds everything that it rests on."""
        ...

    def preview(self, plan: P) -> Preview:
        """Return what the plan will do."""
        ...

    def whose(self, plan: P) -> str:
        """Return the customer whom the plan is about."""
        ...

    def payout(self, plan: P) -> Payout | None:
        """Return what the plan pays out under a limit."""
        ...

    async def commit(self, conn: Connection, plan: P, act: Act) -> Result:
        """Do what the plan says, and return the numbers of what it made."""
        ...


AnyAction = Action[Any, Any]
