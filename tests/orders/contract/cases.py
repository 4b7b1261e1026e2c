"""Tables of cases: what somebody asks of which order, and what the contract answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx
import pytest

from tests.orders.contract.scene import PRODUCED, Answer, Move, Scene
from tests.orders.making import Spec


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that a rule forbids; `rules` and `limits` are in force meanwhile."""

    code: str
    about: str
    spec: Spec = field(default_factory=Spec)
    body: Mapping[str, object] = field(default_factory=dict[str, object])
    who: str = "rohan"
    rules: Mapping[str, object] = field(default_factory=dict[str, object])
    argument: str | None = None

    def __post_init__(self) -> None:
        """Remember which rules have a case."""
        PRODUCED.add(self.code)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A request that does something: what the customer gets by it, the money that moves, and the order's status after."""

    about: str
    spec: Spec = field(default_factory=Spec)
    body: Mapping[str, object] = field(default_factory=dict[str, object])
    amount: int = 0
    moves: Sequence[Move] = ()
    after: str | None = None
    who: str = "rohan"
    rules: Mapping[str, object] = field(default_factory=dict[str, object])


def named(cases: Sequence[Refused | Allowed]) -> pytest.MarkDecorator:
    """Run a test for each case, under its name."""
    return pytest.mark.parametrize("case", cases, ids=[one.about.replace(" ", "_") for one in cases])


async def check_refused(scene: Scene, path: str, case: Refused) -> Answer:
    """Let somebody ask, and compare the refusal."""
    made = scene.make(case.spec)
    with scene.under("rules", case.rules):
        answer = await scene.tried(case.who, path, case.body, made=made)
    assert (answer.status, answer.body["code"]) == (httpx.codes.CONFLICT, case.code), answer.body
    if case.argument is not None:
        assert answer.body["field"] == case.argument
    return answer


async def check_allowed(scene: Scene, path: str, case: Allowed) -> Answer:
    """Let somebody ask, and compare amounts, movements and status."""
    made = scene.make(case.spec)
    with scene.under("rules", case.rules):
        answer = await scene.tried(case.who, path, case.body, made=made)
    assert answer.status == httpx.codes.OK, answer.body
    assert answer.body["state"] == "committed"
    assert (answer.shown["amount_minor"], answer.moves) == (case.amount, list(case.moves))
    if case.after is not None:
        assert scene.status(made) == case.after
    return answer
