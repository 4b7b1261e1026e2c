"""Who may do what to whose order: every action, as everybody of the cast, on an order of Rohan's."""

import pytest

from tests.orders.contract.scene import Scene
from tests.orders.making import Spec

pytestmark = pytest.mark.anyio
_CAST = ("nobody", "michael", "rohan", "emma", "admin", "owner")
_ADDRESS = {"address1": "1", "city": "B", "country": "US"}
_PENDING, _DELIVERED = Spec(), Spec(status="delivered")
_ASKED = Spec(status="return_requested", returns=[("return", "requested", ["S"])])
# Without a token 401; what is not visible 404; visible and not permitted 403. An operation that none of a role may do
# answers 403 before anybody looks whose order it is.
_OWN_AND_STAFF = dict(zip(_CAST, (401, 404, 200, 200, 200, 200), strict=True))
_STAFF = dict(zip(_CAST, (401, 403, 403, 200, 200, 200), strict=True))
_MANAGERS = dict(zip(_CAST, (401, 403, 403, 403, 200, 200), strict=True))
_ACTIONS = [
    ("POST", "/orders/{number}/cancel", {"reason": "no longer needed"}, _PENDING, _OWN_AND_STAFF),
    ("POST", "/orders/{number}/address", _ADDRESS, _PENDING, _OWN_AND_STAFF),
    (
        "POST",
        "/orders/{number}/items",
        {"item_ids": ["S"], "new_item_ids": ["M"]},
        _PENDING,
        _OWN_AND_STAFF,
    ),
    ("POST", "/orders/{number}/returns", {"item_ids": ["S"]}, _DELIVERED, _OWN_AND_STAFF),
    (
        "POST",
        "/orders/{number}/exchanges",
        {"item_ids": ["S"], "new_item_ids": ["M"]},
        _DELIVERED,
        _OWN_AND_STAFF,
    ),
    ("POST", "/returns/{return}/withdraw", None, _ASKED, _OWN_AND_STAFF),
    ("PUT", "/customers/CUST-123/address", _ADDRESS, _PENDING, _OWN_AND_STAFF),
    ("POST", "/returns/{return}/status", {"status": "approved"}, _ASKED, _STAFF),
    ("POST", "/orders/{number}/status", {"status": "shipped"}, _PENDING, _STAFF),
    ("POST", "/orders/{number}/refunds", {"amount": 1, "reason": "x"}, _PENDING, _STAFF),
    (
        "POST",
        "/orders/{number}/adjustments",
        {"kind": "goodwill_credit", "amount": 1, "reason": "x"},
        _PENDING,
        _STAFF,
    ),
    ("DELETE", "/orders/{number}", None, _PENDING, _MANAGERS),
]


@pytest.mark.parametrize("who", _CAST)
@pytest.mark.parametrize("action", _ACTIONS, ids=[f"{row[0]} {row[1]}" for row in _ACTIONS])
async def test_each_role_does_what_the_table_says(
    scene: Scene, who: str, action: tuple[str, str, dict[str, object] | None, Spec, dict[str, int]]
) -> None:
    method, path, body, spec, expected = action
    made = scene.make(spec)
    found = scene.ask("select return_id from order_returns where order_id = %s", made.order_id)
    path = path.replace("{return}", str(found[0][0]) if found else "")
    answer = await scene.tried(who, path, body, made=made, method=method)
    assert answer.status == expected[who], answer.body


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("rohan", 200), ("emma", 404), ("owner", 404)])
async def test_customers_move_house_themselves(scene: Scene, who: str, status: int) -> None:
    answer = await scene.tried(who, "/me/address", _ADDRESS, made=scene.make(_PENDING), method="PUT")
    assert answer.status == status, answer.body


async def test_an_order_is_found_in_any_case_with_and_without_its_hash(scene: Scene) -> None:
    made = scene.maker.order(Spec(), "#W2378156/a")
    for written in ("w2378156/A", "%23w2378156/a", "#W2378156/A".replace("#", "%23")):
        answer = await scene.send(
            "rohan", "POST", f"/orders/{written}/cancel", {"reason": "no longer needed"}, dry=True
        )
        assert answer.json()["preview"]["subject"] == f"order:{made.number}", answer.text


async def test_an_order_that_is_somebody_elses_answers_like_one_that_is_not_there(scene: Scene) -> None:
    made = scene.make(Spec())
    theirs = await scene.send(
        "michael", "POST", f"/orders/{made.number}/cancel", {"reason": "no longer needed"}
    )
    nobodys = await scene.send("michael", "POST", "/orders/NOTHING/cancel", {"reason": "no longer needed"})
    assert theirs.status_code == nobodys.status_code == 404
    assert {name: value for name, value in theirs.json().items() if name != "request_id"} == {
        name: value for name, value in nobodys.json().items() if name != "request_id"
    }
