"""Row K8: tickets go with their customer's key, mentions with the erasure, and closed ones after as long as wanted."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from psycopg import sql

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from support_ai.privacy.retention import forget_old
from support_ai.tickets import service
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.security.trying import attempt
from tests.tickets.conftest import Desk

pytestmark = pytest.mark.row("K8")
_KEPT = "select octet_length(subject), person, status from tickets where ticket_id = %s"


def _id(number: str) -> int:
    return int(number.removeprefix("T-"))


async def _erase(desk: Desk) -> httpx.Response:
    return await desk.demo.client.post(
        "/customers/CUST-123/erasure",
        headers=await desk.demo.headers("owner"),
        json={"customer_id": "CUST-123"},
    )


async def test_K8_of_an_erased_customers_ticket_numbers_and_times_stay_and_colleagues_go_on_with_it(
    desk: Desk, addresses: Addresses
) -> None:
    number, other = await desk.open(), await desk.open("michael")
    assert (await desk.say(number, "emma", "Rohan is right.", is_internal=True)).is_success
    assert (await _erase(desk)).is_success
    assert as_owner(addresses, _KEPT, _id(number)) == [(0, None, "open")]
    seen = await desk.read(number)
    assert (seen["subject"], seen["comments"], seen["customer_id"]) == ("", [], "CUST-123")
    assert [one["kind"] for one in seen["events"]] == ["opened", "noted"]
    renamed = await desk.change(number, subject="Rohan's parcel")
    assert (renamed.status_code, renamed.json()["code"]) == (409, "tickets.subject.forgotten")
    assert (await desk.say(number, "emma", "Nothing left to do.")).status_code == 201
    assert (await desk.change(number, status="closed")).json()["status"] == "closed"
    assert [one["text"] for one in (await desk.read(number))["comments"]] == ["Nothing left to do."]
    assert (await _erase(desk)).is_success
    assert (await desk.read(number))["comments"] == []
    assert (await desk.read(other))["subject"] == "Where is my parcel?"


async def test_K8_an_erasure_takes_what_colleagues_wrote_about_the_person_on_tickets_of_nobody(
    desk: Desk, addresses: Addresses
) -> None:
    about = await desk.open("emma", subject="Call rohan@example.com", text="He waits.")
    inside = await desk.open("emma", subject="Lost parcels", text="One of three.")
    assert (await desk.say(inside, "emma", "The second is CUST-123's.")).is_success
    assert (await desk.say(inside, "emma", "The third is CUST-1234's.")).is_success
    assert (await _erase(desk)).is_success
    assert (await desk.read(about))["subject"] == ""
    assert [one["text"] for one in (await desk.read(about))["comments"]] == ["He waits."]
    left = await desk.read(inside)
    assert left["subject"] == "Lost parcels"
    assert [one["text"] for one in left["comments"]] == ["One of three.", "The third is CUST-1234's."]
    assert audited(addresses, "customer.erase")[0][1]["mentions"] == 2


async def test_K8_an_erasure_writes_no_words_and_touches_no_customers_ticket(
    desk: Desk, database: Database
) -> None:
    number, shops = _id(await desk.open()), _id(await desk.open("emma"))
    async with database.transaction(System(Reason.ERASURE)) as conn:
        for ticket, change, outcome in (
            (number, "subject = ''", 0),
            (shops, "subject = ''", 1),
            (shops, "subject = 'x'", "refused"),
        ):
            statement = sql.SQL(f"update tickets set {change} where ticket_id = %s")  # pyright: ignore[reportArgumentType] - made here
            assert await attempt(conn, statement, [ticket]) == outcome


async def test_K8_closed_tickets_are_kept_as_long_as_the_owner_wants(
    desk: Desk, database: Database, addresses: Addresses
) -> None:
    young, old, open_one, archived = [await desk.open() for _ in range(4)]
    for number, days in ((young, 9.9), (old, 10.1), (archived, 10.1)):
        assert (await desk.change(number, status="closed")).is_success
        moment = datetime.now(UTC) - timedelta(days=days)
        as_owner(
            addresses,
            "update tickets set closed_at = %s where ticket_id = %s returning 1",
            moment,
            _id(number),
        )
    assert (await desk.ask("admin", "DELETE", f"/{archived}")).is_success
    assert (await forget_old(database, datetime.now(UTC))).tickets == 0
    wanted = {"version": 0, "settings": {"tickets_kept_days": 10}}
    changed = await desk.demo.client.put(
        "/shop/security", headers=await desk.demo.headers("owner"), json=wanted
    )
    assert changed.is_success, changed.text
    assert (await forget_old(database, datetime.now(UTC), at_once=1)).tickets == 2
    own = {_id(number) for number in (young, old, open_one, archived)}
    for table in ("tickets", "ticket_comments", "ticket_events"):
        left = {row[0] for row in as_owner(addresses, f"select ticket_id from {table}")}
        assert left & own == {_id(young), _id(open_one)}, table
    assert audited(addresses, "tickets.forget_old") == [("done", {"tickets": 1, "days": 10})] * 2


async def test_a_ticket_opened_again_by_its_key_after_an_erasure_is_the_same(
    desk: Desk, database: Database
) -> None:
    async def opened() -> str:
        async with database.transaction(System(Reason.PAY)) as conn:
            ticket = await service.open_ticket(
                conn,
                "A refund was refused",
                "The bank said no.",
                customer_id="CUST-123",
                business_key="refund:1",
            )
        return ticket.number

    number = await opened()
    assert (await _erase(desk)).is_success
    assert await opened() == number
