"""Limits of each role, per action and per day; above them a second person's approval."""

import pytest

from tests.orders.contract.scene import Answer, Scene
from tests.orders.making import Spec

pytestmark = pytest.mark.anyio
_RICH = Spec(status="delivered", lines=[("S", 1, 5_000_000, 0)])


async def _refund(scene: Scene, who: str, amount: int, spec: Spec = _RICH) -> Answer:
    made = scene.make(spec)
    return await scene.tried(who, "/orders/{number}/refunds", {"amount": amount, "reason": "x"}, made=made)


async def _credit(scene: Scene, who: str, amount: int) -> Answer:
    body = {"kind": "goodwill_credit", "amount": amount, "reason": "x"}
    return await scene.tried(who, "/orders/{number}/adjustments", body, made=scene.make(_RICH))


@pytest.fixture(autouse=True)
def new_day(scene: Scene) -> None:
    scene.new_day()


@pytest.mark.parametrize(
    ("who", "amount", "needs"),
    [
        ("emma", 300_00, None),
        ("emma", 300_01, "admin"),
        ("emma", 2000_00, "admin"),
        ("emma", 2000_01, "owner"),
        ("admin", 2000_00, None),
        ("admin", 2000_01, "owner"),
        ("owner", 5_000_000, None),
    ],
)
async def test_a_refund_above_the_limit_of_one_action_needs_a_higher_role(
    scene: Scene, who: str, amount: int, needs: str | None
) -> None:
    assert (await _refund(scene, who, amount)).body["needs_role"] == needs


@pytest.mark.parametrize(
    ("who", "amount", "needs"),
    [
        ("emma", 50_00, None),
        ("emma", 50_01, "admin"),
        ("emma", 500_01, "owner"),
        ("admin", 500_01, "owner"),
        ("owner", 500_01, None),
    ],
)
async def test_an_adjustment_has_a_limit_of_its_own(
    scene: Scene, who: str, amount: int, needs: str | None
) -> None:
    assert (await _credit(scene, who, amount)).body["needs_role"] == needs


async def test_a_days_limit_counts_what_somebody_paid_out_alone_that_day(scene: Scene) -> None:
    for amount, needs in ((300_00, None),) * 4 + ((299_99, None), (2, "admin"), (1, None), (1, "admin")):
        assert (await _refund(scene, "emma", amount)).body["needs_role"] == needs
    assert (await _refund(scene, "eve", 300_00)).body["needs_role"] is None
    assert (await _credit(scene, "emma", 50_00)).body["needs_role"] is None


async def test_limits_are_whole_units_of_any_currency(scene: Scene) -> None:
    yen = Spec(status="delivered", lines=[("YEN1", 1, 100_000, 0)], currency="JPY")
    dinars = Spec(status="delivered", lines=[("DINAR1", 1, 10_000_000, 0)], currency="KWD")
    for spec, most in ((yen, 300), (dinars, 300_000)):
        assert (await _refund(scene, "emma", most, spec)).body["needs_role"] is None
        assert (await _refund(scene, "emma", most + 1, spec)).body["needs_role"] == "admin"


async def test_the_owner_has_no_limit_unless_one_is_set_and_then_another_owner_approves(scene: Scene) -> None:
    with scene.under("limits", {"owner": {"refund": {"per_action": 10}}}):
        assert (await _refund(scene, "owner", 10_00)).body["needs_role"] is None
        assert (await _refund(scene, "owner", 10_01)).body["needs_role"] == "owner"


async def test_a_limit_of_nothing_lets_nobody_pay_out_alone(scene: Scene) -> None:
    limits = {"support_agent": {"refund": {"per_action": 0}}, "admin": {"refund": {"per_day": 0}}}
    with scene.under("limits", limits):
        assert (await _refund(scene, "emma", 1)).body["needs_role"] == "admin"
        assert (await _refund(scene, "admin", 1)).body["needs_role"] == "owner"


async def test_a_return_is_under_the_limit_of_whoever_asks_for_it_or_pays_it(scene: Scene) -> None:
    dear = Spec(status="delivered", lines=[("S", 1, 300_01, 0)])
    path = "/orders/{number}/returns"
    by_emma = await scene.tried("emma", path, {"item_ids": ["S"]}, made=scene.make(dear))
    assert by_emma.body["needs_role"] == "admin"
    by_rohan = await scene.tried("rohan", path, {"item_ids": ["S"]}, made=scene.make(dear))
    assert by_rohan.body["needs_role"] is None
    step = f"/returns/{by_rohan.body['result']['return_id']}/status"
    for status, needs in (("approved", None), ("received", None), ("refunded", "admin")):
        answer = await scene.tried("emma", step, {"status": status}, made=by_rohan.made)
        assert answer.body["needs_role"] == needs, answer.body


async def test_a_customer_has_a_limit_where_the_shop_sets_one(scene: Scene) -> None:
    with scene.under("limits", {"customer": {"refund": {"per_action": 40}}}):
        made = scene.make(Spec(status="delivered"))
        answer = await scene.tried("rohan", "/orders/{number}/returns", {"item_ids": ["S"]}, made=made)
        assert answer.body["needs_role"] == "support_agent"
