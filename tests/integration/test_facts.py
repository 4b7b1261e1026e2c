"""The shop's back end says what it knows: it is believed, what was agreed here is kept, and every refusal is named."""

import json
from pathlib import Path

import pytest

from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.identity.signing_in import audited
from tests.integration.facts import ORD_123, ORD_999, PLACE, W456, BackEnd, back_end
from tests.serving import Shop
from tests.shop_files import import_shop


@pytest.fixture
async def program(shop: Shop, database: Database, tmp_path: Path) -> BackEnd:
    """Give a program with a key, and the small shop."""
    assert (await import_shop(database, tmp_path / "files")).is_clean
    return await back_end(shop)


async def test_what_a_file_brought_is_said_again_and_nothing_changes(program: BackEnd) -> None:
    items = [
        {"line": 1, "item_id": "I1", "product_id": "P1", "name": "Headphones", "options": "color=black"}
        | {"quantity": 2, "unit_price": "50", "discount": "10.0"},
    ]
    shipments = [
        {
            "carrier": "UPS",
            "tracking_number": "1Z1",
            "status": "delivered",
            "shipped_at": "2026-01-03T00:00:00Z",
        }
        | {"estimated_delivery": "2026-01-05T00:00:00Z", "delivered_at": "2026-01-05T09:00:00Z"}
        | {"item_lines": [1, 2]},
    ]
    payments = [
        {"external_id": "p/1", "kind": "payment", "amount": "117.9", "payment_method_id": "card"}
        | {"at": "2026-01-02T11:00:01+01:00", "currency": "USD"},
    ]
    returns = [
        {"kind": "return", "status": "requested", "item_ids": ["I1", "I1"], "payment_method_id": "card"}
        | {"amount": "90.00", "requested_at": "2026-01-08T00:00:00Z"},
    ]
    whole = ORD_123 | {"items": items, "shipments": shipments, "payments": payments, "returns": returns}
    before = await program.order("ORD-123")
    for number in ("ORD-123", "ord-123"):
        found = await program.said(f"orders/{number}", whole if number == "ORD-123" else ORD_123)
        expected = "unchanged" if number == "ORD-123" else "written"
        assert (found["outcome"], found["conflicts"], found["flags"]) == (expected, [], []), found
    assert (await program.order("ORD-123")) == before | {"number": "ord-123"}


async def test_a_new_order_comes_whole_and_again_changes_nothing(
    program: BackEnd, addresses: Addresses
) -> None:
    order = W456 | {
        "status": "processed",
        "items": [
            {"line": 1, "item_id": "I3", "product_id": "P2", "name": "Lamp, small", "options": ""}
            | {"quantity": 2, "unit_price": "19.90"},
        ],
        "payments": [
            {"external_id": "tx-1", "kind": "payment", "amount": "39.80", "payment_method_id": "card"},
        ],
        "shipments": [{"carrier": "UPS", "tracking_number": "1Z9", "status": "label"}],
    }
    for outcome in ("written", "unchanged"):
        assert (await program.said("orders/A/7", order))["outcome"] == outcome
    found = await program.order("A/7")
    assert (found["status"], found["total_minor"]) == ("processed", 3980)
    assert [(row["amount_minor"], row["cause"]) for row in found["payments"]] == [(3980, "external")]
    assert [parcel["tracking_number"] for parcel in found["shipments"]] == ["1Z9"]
    details = [detail for _, detail in audited(addresses, "order.put")]
    assert [(detail["key"], detail["rows"]) for detail in details] == [(program.key_id, 4)]
    counts = [(detail["written"], detail["unchanged"]) for _, detail in audited(addresses, "import.put")]
    assert counts == [(1, 0), (0, 1)]


async def test_status_and_parcels_are_believed_even_where_a_colleague_said_otherwise(
    program: BackEnd,
) -> None:
    path, client = "/orders/ORD-999/status", program.shop.client
    for status in ("processed", "shipped"):
        assert (await client.post(path, headers=program.owner, json={"status": status})).status_code == 200
    for status in ("pending", "processed", "delivered", "cancelled"):
        found = await program.said("orders/ORD-999", ORD_999 | {"status": status})
        assert (found["outcome"], found["conflicts"]) == ("written", [])
        assert (await program.order("ORD-999"))["status"] == status
    moved = {**ORD_999, "status": "cancelled", "address1": "3 Oak Street", "tax": "1.00"}
    assert (await program.said("orders/ORD-999", moved))["outcome"] == "written"
    assert (await program.order("ORD-999"))["address"]["address1"] == "3 Oak Street"


async def test_an_address_that_was_given_here_is_kept_and_told(program: BackEnd) -> None:
    chosen = PLACE | {"address1": "9 New Street"}
    changed = await program.shop.client.post("/orders/ORD-999/address", headers=program.owner, json=chosen)
    assert changed.status_code == 200, changed.text
    shipped = ORD_999 | {"status": "processed"}
    for outcome in ("conflict", "conflict"):
        found = await program.said("orders/ORD-999", shipped)
        assert found["outcome"] == outcome
        assert {note["field"] for note in found["conflicts"]} == {"address1", "postal_code"}
    order = await program.order("ORD-999")
    assert (order["status"], order["address"]["address1"]) == ("processed", "9 New Street")
    assert (await program.said("orders/ORD-999", {**shipped, **chosen}))["outcome"] == "unchanged"
    forced = await program.said("orders/ORD-999", shipped, force=True)
    assert (forced["outcome"], forced["conflicts"]) == ("written", [])
    assert (await program.order("ORD-999"))["address"]["address1"] == "2 Elm Street"
    again = await program.said("orders/ORD-999", shipped | {"address1": "4 Ash Street"})
    assert again["outcome"] == "written"


async def test_items_that_were_changed_here_are_kept_and_told(program: BackEnd) -> None:
    for item, price in (("I3", "19.90"), ("I4", "25.00")):
        variant = {"item_id": item, "price": price, "currency": "USD", "available": True}
        found = await program.said("products/P2", {"product_name": "Lamp, small", "variants": [variant]})
        assert found["outcome"] in ("written", "unchanged")
    changed = await program.shop.client.post(
        "/orders/ORD-999/items",
        headers=program.owner,
        json={"item_ids": ["I3"], "new_item_ids": ["I4"], "payment_method_id": "card"},
    )
    assert changed.status_code == 200, changed.text
    line = {"line": 1, "item_id": "I3", "product_id": "P2", "name": "Lamp, small", "quantity": 1}
    found = await program.said("orders/ORD-999", ORD_999 | {"items": [line | {"unit_price": "19.90"}]})
    assert {note["field"] for note in found["conflicts"]} == {
        "status",
        "items.0.item_id",
        "items.0.unit_price",
    }
    order = await program.order("ORD-999")
    assert (order["status"], order["items"][0]["item_id"]) == ("pending_item_modified", "I4")
    found = await program.said("orders/ORD-999", ORD_999 | {"status": "shipped"})
    assert (found["outcome"], found["overruled"][0]["field"]) == ("written", "status")
    assert (await program.order("ORD-999"))["status"] == "shipped"


async def test_a_customers_address_that_was_given_here_is_kept_and_the_rest_is_written(
    program: BackEnd,
) -> None:
    chosen = PLACE | {"address1": "9 New Street"}
    path = "/customers/CUST-123/address"
    assert (await program.shop.client.put(path, headers=program.owner, json=chosen)).status_code == 200
    said = {"name": "Rohan M", "email": "Rohan@example.com", "phone": "+12025550124", **PLACE}
    found = await program.said("customers/CUST-123", said)
    assert (found["outcome"], [note["field"] for note in found["conflicts"]]) == ("conflict", ["address1"])
    seen = (await program.shop.client.get("/customers/CUST-123", headers=program.owner)).json()
    assert (seen["name"], seen["phone"], seen["address"]["address1"]) == (
        "Rohan M",
        "+12025550124",
        "9 New Street",
    )
    assert (await program.said("customers/CUST-123", said, force=True))["outcome"] == "written"
    assert (await program.said("customers/A/1", said))["outcome"] == "written"


async def test_a_returns_status_is_believed_and_what_was_agreed_of_it_is_kept(program: BackEnd) -> None:
    made = await program.shop.client.post(
        "/orders/ORD-123/returns",
        headers=program.owner,
        json={"item_ids": ["I3"], "payment_method_id": "card"},
    )
    assert made.status_code == 200, made.text
    order = await program.order("ORD-123")
    assert order["status"] == "return_requested"
    kept = await program.said("orders/ORD-123", ORD_123)
    assert ([note["field"] for note in kept["conflicts"]], kept["overruled"]) == (["status"], [])
    rows = await program.shop.client.get("/integration/returns", headers=program.key)
    row = next(one for one in map(json.loads, rows.text.splitlines()) if one["item_ids"] == "I3")
    told = {"kind": "return", "status": "received", "item_ids": ["I3"], "requested_at": row["requested_at"]}
    said = ORD_123 | {"status": "return_requested", "returns": [told | {"amount": "1.00"}]}
    found = await program.said("orders/ORD-123", said)
    assert {note["field"] for note in found["conflicts"]} == {
        "returns.0.amount",
        "returns.0.payment_method_id",
    }
    rows = await program.shop.client.get("/integration/returns", headers=program.key)
    after = next(one for one in map(json.loads, rows.text.splitlines()) if one["item_ids"] == "I3")
    assert after == row | {"status": "received"}
    ended = await program.said("orders/ORD-123", said | {"status": "delivered"})
    assert ended["overruled"] == [{"field": "status", "reason": "was return_requested here"}]


async def test_a_bad_row_rejects_its_order_whole_and_nobody_elses(program: BackEnd) -> None:
    line = {
        "line": 1,
        "item_id": "I3",
        "product_id": "P2",
        "name": "Lamp",
        "quantity": 1,
        "unit_price": "1.00",
    }
    paid = {"external_id": "x", "kind": "payment", "amount": "1.00"}
    new = W456 | {"status": "pending"}
    many = [
        new | {"order_number": "N-1", "items": [line]},
        new | {"order_number": "N-2", "items": [line, line | {"line": 2, "unit_price": "1.001"}]},
        new | {"order_number": "N-3", "payments": [paid | {"currency": "EUR"}]},
        new | {"order_number": "N-4", "customer_id": "nobody"},
        new,
        7,
        new | {"order_number": "n-1"},
        new | {"order_number": "N-5", "status": "lost"},
        new | {"order_number": "N-6", "items": [line, line]},
        new | {"order_number": "N-7", "payments": [paid | {"payment_method_id": "none"}]},
        new
        | {
            "order_number": "N-8",
            "returns": [{"kind": "return", "status": "x", "item_ids": ["a;b"], "amount": "1"}],
        },
        new | {"order_number": "N-9", "items": [line | {"quantity": 10**6, "unit_price": "999999999999"}]},
        new | {"order_number": " "},
        new | {"order_number": "N-10", "currency": "JPY", "payments": [paid]},
        W456 | {"order_number": "#W456"},
    ]
    found = await program.said("orders", {"records": many})
    fields = [
        (row["outcome"], row["rejected"]["field"] if row["rejected"] else None) for row in found["records"]
    ]
    assert fields == [
        ("written", None),
        ("rejected", "items.1.unit_price"),
        ("rejected", "payments.0.currency"),
        ("rejected", "customer_id"),
        ("rejected", "order_number"),
        ("rejected", "record"),
        ("rejected", "id"),
        ("rejected", "status"),
        ("rejected", "items.1.line"),
        ("rejected", "payments.0.payment_method_id"),
        ("rejected", "returns.0.item_ids"),
        ("rejected", "items.0.unit_price"),
        ("rejected", "order_number"),
        ("written", None),
        ("unchanged", None),
    ], found
    assert (found["written"], found["unchanged"], found["rejected"]) == (2, 1, 12)
    for number in ("N-2", "N-3", "N-8", "N-9"):
        answer = await program.shop.client.get(f"/orders/{number}", headers=program.owner)
        assert answer.status_code == 404


async def test_one_record_that_is_rejected_is_named_in_a_problem(program: BackEnd) -> None:
    for path, said, field in (
        ("orders/ORD-999", ORD_999 | {"currency": "EUR"}, "currency"),
        ("orders/ORD-999", ORD_999 | {"order_number": "ORD-1"}, "order_number"),
        ("orders/ORD-999", ORD_999 | {"customer_id": "CUST-123"}, "customer_id"),
        ("orders/%20", ORD_999, "order_number"),
        (f"customers/{'x' * 201}", {"name": "A", "email": "", "phone": "", **PLACE}, "customer_id"),
        ("customers/C", {"name": "A", "email": "no", "phone": "", **PLACE}, "email"),
    ):
        answer = await program.put(path, said)
        assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
            422,
            "record_rejected",
            field,
        ), answer.text
    wrong = await program.put("orders/ORD-999", ORD_999 | {"colour": "red"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "colour")


async def test_as_many_as_fit_are_taken_and_one_more_is_not(program: BackEnd) -> None:
    customers = [
        {"customer_id": f"C{number}", "name": "A", "email": "", "phone": "", **PLACE} for number in range(501)
    ]
    assert (await program.put("customers", {"records": customers})).status_code == 422
    assert (await program.said("customers", {"records": customers[:500]}))["written"] == 500
    assert (await program.said("customers", {"records": customers[:500]}))["unchanged"] == 500
    assert (await program.said("customers", {"records": []}))["records"] == []


async def test_a_key_needs_the_scope_and_people_have_none(program: BackEnd) -> None:
    made = await program.shop.client.post(
        "/integration/keys", headers=program.owner, json={"name": "reader", "scopes": ["export"]}
    )
    reader = {"authorization": f"Bearer {made.json()['key']}"}
    for headers, status in ((reader, 403), (program.owner, 401), ({}, 401)):
        for path, body in (("orders/ORD-999", json.dumps(ORD_999)), ("orders", '{"records": []}')):
            answer = await program.shop.client.put(
                f"/integration/{path}",
                headers=headers | {"content-type": "application/json"},
                content=body,
            )
            assert answer.status_code == status
