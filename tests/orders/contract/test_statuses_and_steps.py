"""What colleagues set by hand: every status of an order from every other, and every step of a return and an exchange."""

from itertools import product

import pytest

from tests.orders.contract.cases import Allowed, Refused, check_allowed, check_refused
from tests.orders.contract.scene import PRODUCED, Scene
from tests.orders.making import Spec

pytestmark = pytest.mark.anyio
PRODUCED.update(("orders.status.not_allowed", "returns.status.not_allowed", "returns.withdraw.acted_on"))
_PATH = "/orders/{number}/status"
_STATUSES = (
    "pending",
    "pending_item_modified",
    "processed",
    "shipped",
    "delivered",
    "cancelled",
    "return_requested",
    "exchange_requested",
    "returned",
    "exchanged",
)
# Forward along the way of a parcel, one step back where somebody slipped; the others have ways of their own.
_BY_HAND = {
    "pending": {"processed", "shipped"},
    "pending_item_modified": {"processed", "shipped"},
    "processed": {"shipped", "delivered"},
    "shipped": {"processed", "delivered"},
    "delivered": {"shipped"},
}
_STEPS = (
    "requested",
    "approved",
    "label_sent",
    "received",
    "refunded",
    "replaced",
    "rejected",
    "withdrawn",
    "closed",
)
# Requested, approved, label sent, received, refunded or replaced, rejected, closed.
_ON = {
    "requested": {"approved", "rejected"},
    "approved": {"label_sent", "received", "rejected"},
    "label_sent": {"received", "rejected"},
    "received": {"refunded", "replaced", "rejected"},
    "refunded": {"closed"},
    "replaced": {"closed"},
}
_OTHER_END = {"return": "replaced", "exchange": "refunded"}


@pytest.mark.parametrize("status", _STATUSES)
async def test_colleagues_set_a_status_where_the_table_lets_them(scene: Scene, status: str) -> None:
    for wanted in _STATUSES:
        spec, body = Spec(status=status), {"status": wanted}
        if wanted in _BY_HAND.get(status, set()):
            answer = await check_allowed(scene, _PATH, Allowed("set", spec, body, after=wanted, who="emma"))
            assert answer.shown["changes"] == {"status": [status, wanted]}
        else:
            case = Refused("orders.status.not_allowed", "set", spec, body, "owner", argument="status")
            await check_refused(scene, _PATH, case)


@pytest.mark.parametrize(("kind", "status"), list(product(_OTHER_END, _STEPS)))
async def test_a_return_and_an_exchange_go_on_as_the_table_says(scene: Scene, kind: str, status: str) -> None:
    for wanted in _STEPS:
        made = scene.make(Spec(status=f"{kind}_requested", returns=[(kind, status, ["S"])]))
        number = scene.ask("select return_id from order_returns where order_id = %s", made.order_id)[0][0]
        answer = await scene.tried("emma", f"/returns/{number}/status", {"status": wanted}, made=made)
        if wanted in _ON.get(status, set()) and wanted != _OTHER_END[kind]:
            assert answer.status == 200, answer.body
            ended = {"rejected": "delivered", "closed": "returned" if kind == "return" else "exchanged"}
            assert scene.status(made) == ended.get(wanted, f"{kind}_requested")
        else:
            assert (answer.status, answer.body["code"]) == (409, "returns.status.not_allowed")


@pytest.mark.parametrize("who", ["rohan", "emma"])
@pytest.mark.parametrize(("kind", "status"), list(product(_OTHER_END, _STEPS)))
async def test_a_request_is_undone_only_while_nobody_acted_on_it(
    scene: Scene, kind: str, status: str, who: str
) -> None:
    made = scene.make(Spec(status=f"{kind}_requested", returns=[(kind, status, ["S"])]))
    number = scene.ask("select return_id from order_returns where order_id = %s", made.order_id)[0][0]
    answer = await scene.tried(who, f"/returns/{number}/withdraw", made=made)
    if status == "requested":
        assert (answer.status, scene.status(made)) == (200, "delivered")
    else:
        assert (answer.status, answer.body["code"]) == (409, "returns.withdraw.acted_on")


async def test_an_archived_order_is_gone_from_every_view_and_kept_in_the_books(scene: Scene) -> None:
    made = scene.make(Spec())
    answer = await scene.tried("admin", "/orders/{number}", made=made, method="DELETE")
    assert answer.status == 200, answer.body
    for who in ("rohan", "emma", "owner"):
        assert (await scene.send(who, "GET", f"/orders/{made.number}")).status_code == 404
    for path, body in (
        (_PATH, {"status": "shipped"}),
        ("/orders/{number}/refunds", {"amount": 1, "reason": "x"}),
    ):
        assert (await scene.tried("owner", path, body, made=made)).status == 404
    assert scene.ask("select count(*) from payments where order_id = %s", made.order_id) == [(1,)]
