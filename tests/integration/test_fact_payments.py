"""Money arrives from the back end as rows of the ledger that are added once, flagged, and never overlooked by ours."""

import asyncio
from pathlib import Path

import pytest

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.integration.facts import ORD_123, ORD_999, W456, BackEnd, back_end
from tests.integration.reading import exported, owner_reads
from tests.serving import Shop
from tests.shop_files import import_shop

PAID = {"kind": "payment", "payment_method_id": "card", "at": "2026-01-04T00:00:00Z"}
BACK = PAID | {"kind": "refund"}


@pytest.fixture
async def program(shop: Shop, database: Database, tmp_path: Path) -> BackEnd:
    """Give a program with a key, and the small shop."""
    assert (await import_shop(database, tmp_path / "files")).is_clean
    return await back_end(shop)


def ledger(addresses: Addresses, number: str) -> list[tuple[object, ...]]:
    """Return what is booked for an order."""
    return owner_reads(
        addresses,
        "select p.line, p.kind, p.amount_minor, p.business_key, p.flag from payments p join orders using (order_id)"
        f" where order_key = '{number}' order by p.line",
    )


async def test_a_row_is_booked_once_and_never_changed(program: BackEnd, addresses: Addresses) -> None:
    row = {"external_id": "tx 1:a/b", "amount": "19.90", **PAID}
    said = ORD_999 | {"payments": [row]}
    for outcome in ("written", "unchanged"):
        assert (await program.said("orders/ORD-999", said))["outcome"] == outcome
    for other in ({"amount": "19.91"}, {"kind": "refund"}, {"payment_method_id": None}, {"at": None}):
        found = await program.said("orders/ORD-999", ORD_999 | {"payments": [row | other]}, force=True)
        assert found["conflicts"][0]["field"] == "payments.0", found
    assert ledger(addresses, "ORD-999") == [(1, "payment", 1990, "external:tx 1:a/b", None)]


async def test_a_row_that_a_file_brought_is_not_booked_again_nor_the_other_way_round(
    program: BackEnd, database: Database, addresses: Addresses, tmp_path: Path
) -> None:
    gift = {"kind": "payment", "amount": "25", "payment_method_id": "gift", "at": "2026-01-03T10:00:01Z"}
    both = [gift | {"external_id": "a"}, gift | {"external_id": "b"}]
    assert (await program.said("orders/%23W456", W456 | {"payments": both}))["outcome"] == "unchanged"
    three = [*both, gift | {"external_id": "c", "at": "2026-01-05T00:00:00Z"}]
    assert (await program.said("orders/%23W456", W456 | {"payments": three}))["outcome"] == "written"
    rows = await exported(database, tmp_path / "out", "payments.csv")
    assert len([row for row in rows if row["order_number"] == "#W456"]) == 3
    for row in rows:
        row.pop("line")
    lines = await program.shop.client.post("/integration/payments", headers=program.key, json=rows)
    assert (lines.json()["written"], lines.json()["conflicts"]) == (0, [])


async def test_what_breaks_a_rule_is_booked_flagged_and_listed(
    program: BackEnd, addresses: Addresses
) -> None:
    over = {"external_id": "r1", "amount": "120.00", **BACK}
    found = await program.said("orders/ORD-123", ORD_123 | {"payments": [over]})
    assert found["flags"] == [{"external_id": "r1", "rule": "payments.refund.more_than_paid"}]
    assert (found["outcome"], found["conflicts"]) == ("written", [])
    late = {"external_id": "p1", "amount": "1.00", **PAID}
    found = await program.said("orders/ORD-999", ORD_999 | {"status": "cancelled", "payments": [late]})
    assert found["flags"][0]["rule"] == "payments.external.order_cancelled"
    listed: list[tuple[str, str, str]] = []
    cursor = None
    for _ in range(3):
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (
            await program.shop.client.get("/integration/flags", headers=program.owner, params=query)
        ).json()
        listed += [(row["order_number"], row["external_id"], row["flag"]) for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert listed == [
        ("ORD-999", "p1", "payments.external.order_cancelled"),
        ("ORD-123", "r1", "payments.refund.more_than_paid"),
    ]
    flags = [detail["flags"] for _, detail in audited(addresses, "order.put")]
    assert flags == ["payments.refund.more_than_paid", "payments.external.order_cancelled"]
    assert len(audited(addresses, "payments.list_flags")) == 2
    refused = await program.shop.client.post(
        "/orders/ORD-123/refunds", headers=program.owner, json={"amount": 1, "reason": "kind"}
    )
    assert refused.json()["code"] == "payments.refund.nothing_left"


async def test_actions_see_what_the_back_end_said(program: BackEnd) -> None:
    await program.said("orders/ORD-999", ORD_999 | {"status": "shipped"})
    refused = await program.shop.client.post(
        "/orders/ORD-999/cancel", headers=program.owner, json={"reason": "ordered by mistake"}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "orders.cancel.not_pending")


async def test_competing_refunds_from_outside_and_ours_never_pay_back_more_than_was_paid(
    program: BackEnd, addresses: Addresses
) -> None:
    async def ours() -> int:
        answer = await program.shop.client.post(
            "/orders/ORD-123/refunds", headers=program.owner, json={"amount": 6000, "reason": "kind"}
        )
        assert answer.status_code in (200, 202, 409), answer.text
        return int(answer.status_code == 200)

    async def theirs(number: int) -> int:
        row = {"external_id": f"r{number}", "amount": "60.00", **BACK}
        found = await program.said("orders/ORD-123", ORD_123 | {"payments": [row]})
        assert found["outcome"] == "written"
        return len(found["flags"])

    done = await asyncio.gather(ours(), theirs(1), ours(), theirs(2), ours())
    refunds = [row for row in ledger(addresses, "ORD-123") if row[1] == "refund"]
    # 117.90 were paid: one refund of 60 fits. Theirs are facts; whichever came second is flagged, ours are refused.
    unflagged = [row for row in refunds if row[4] is None]
    assert len(unflagged) == 1
    assert sum(done[0::2]) <= 1
    assert len(refunds) == 2 + sum(done[0::2])


async def test_a_refund_of_ours_waits_for_one_from_outside_that_is_being_booked(
    program: BackEnd, database: Database
) -> None:
    """The last wall in PostgreSQL: rows from outside take the same turn, whether or not the program held the order."""
    insert = """
        insert into payments (order_id, customer_id, line, kind, amount_minor, currency, payment_method_id, business_key,
            cause)
        select order_id, customer_id, 9, 'refund', 10000, currency, 'card', 'external:x', 'external'
        from orders where order_key = 'ORD-123'
    """
    async with database.transaction(System(Reason.IMPORT)) as one:
        await one.execute(insert)
        async with database.transaction(System(Reason.IMPORT)) as other:
            cursor = await other.execute(
                "select pg_try_advisory_xact_lock(1297041, hashint8(order_id)) from orders where order_key = 'ORD-123'"
            )
            row = await cursor.fetchone()
    assert row == (False,)


async def test_whoever_waits_for_it_hears_of_an_order_and_of_nothing_that_was_known(
    program: BackEnd, addresses: Addresses
) -> None:
    waiting = "insert into webhook_subscriptions values (gen_random_uuid(), %s) returning 1"
    as_owner(addresses, waiting, ["order.imported", "order.updated"])
    for said in (W456, W456, W456 | {"status": "delivered"}):
        await program.said("orders/NEW-1", said)
    await program.put("orders/NEW-1", W456 | {"customer_id": "nobody"})
    told = as_owner(addresses, "select type, data from webhook_events order by sequence")
    facts = {"key": program.key_id, "rows": 1, "flags": 0}
    data = {"subject": "order:NEW-1", "order_number": "NEW-1", "customer_id": "CUST-123", "detail": facts}
    assert told == [("order.imported", data), ("order.updated", data)]
