"""Lists of tickets: whose, which, in which order, page by page."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from support_ai.access.actor import Reason, System
from support_ai.core.database import Database
from support_ai.tickets import service
from support_ai.tickets.models import Priority, TicketStatus
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, person_of
from tests.tickets.conftest import Desk, Json

_CUSTOMERS = ("CUST-123", "CUST-456", None)


@pytest.fixture
async def many(desk: Desk, database: Database, addresses: Addresses) -> list[Json]:
    """Give sixty tickets of every kind, as colleagues see them, and no others."""
    as_owner(addresses, "delete from tickets returning 1")
    drawn = random.Random(4)
    begun = datetime.now(UTC) - timedelta(days=20)
    async with database.transaction(System(Reason.PAY)) as conn:
        for number in range(60):
            await service.open_ticket(
                conn,
                f"Subject {number}",
                "Text",
                customer_id=_CUSTOMERS[number % 3],
                order_number=f"ORD-{number % 7}",
                priority=drawn.choice(list(Priority)),
                at=begun + timedelta(hours=drawn.randrange(480)),
            )
    emma = await person_of(desk.demo.shop, await desk.demo.headers("emma"))
    assert hasattr(emma, "role")
    for number in await desk.listed("emma"):
        if drawn.random() < 0.5:
            seen = {"version": 1, "assignee": "me"}
            who = drawn.choice(["emma", "admin"])
            assert (await desk.ask(who, "POST", f"/{number}/assign", seen)).is_success
        wanted = drawn.choice(list(TicketStatus))
        assert (await desk.change(number, status=wanted.value)).is_success
    answer = await desk.ask("emma", "GET", "", None, limit="100")
    return answer.json()["items"]


def _due(ticket: Json) -> tuple[bool, str, int]:
    due = ticket["work"]["due_at"]
    return due is None, due or "", int(ticket["number"].removeprefix("T-"))


async def test_colleagues_find_what_they_ask_for(desk: Desk, many: list[Json]) -> None:
    me = str((await person_of(desk.demo.shop, await desk.demo.headers("emma"))).account_id)
    now = datetime.now(UTC).isoformat()
    asked: list[tuple[dict[str, str], Callable[[Json], bool]]] = [
        ({}, lambda _: True),
        *(({"status": one.value}, lambda t, one=one: t["status"] == one) for one in TicketStatus),
        *(({"priority": one.value}, lambda t, one=one: t["work"]["priority"] == one) for one in Priority),
        ({"assignee": "me"}, lambda t: t["work"]["assignee"] == me),
        ({"assignee": me}, lambda t: t["work"]["assignee"] == me),
        ({"assignee": "nobody"}, lambda t: t["work"]["assignee"] is None),
        (
            {"overdue": "true"},
            lambda t: t["work"]["due_at"] is not None and t["work"]["due_at"].replace("Z", "+00:00") < now,
        ),
        ({"customer_id": "CUST-456"}, lambda t: t["customer_id"] == "CUST-456"),
        ({"order_number": "#ord-3"}, lambda t: t["order_numbers"] == ["ORD-3"]),
        (
            {"status": "open", "assignee": "nobody", "customer_id": "CUST-123"},
            lambda t: (t["status"], t["work"]["assignee"], t["customer_id"]) == ("open", None, "CUST-123"),
        ),
    ]
    for query, is_meant in asked:
        expected = [one for one in many if is_meant(one)]
        assert 0 < len(expected) <= 60, query
        newest = [one["number"] for one in expected]
        assert await desk.listed("emma", limit="7", **query) == newest, query
        due = [one["number"] for one in sorted(expected, key=_due)]
        assert await desk.listed("emma", limit="7", sort="due", **query) == due, query


async def test_customers_list_their_own(desk: Desk, many: list[Json]) -> None:
    for who, customer in (("rohan", "CUST-123"), ("michael", "CUST-456")):
        own = [one["number"] for one in many if one["customer_id"] == customer]
        assert await desk.listed(who, limit="3") == own
        assert await desk.listed(who, order_number="ORD-0") == [
            one["number"]
            for one in many
            if one["customer_id"] == customer and one["order_numbers"] == ["ORD-0"]
        ]
        for other in {"CUST-123", "CUST-456"} - {customer}:
            assert await desk.listed(who, customer_id=other) == []


async def test_a_cursor_of_the_other_order_is_refused(desk: Desk, many: list[Json]) -> None:
    for sort, other in (("newest", "due"), ("due", "newest")):
        first = (await desk.ask("emma", "GET", "", None, sort=sort, limit="1")).json()
        refused = await desk.ask("emma", "GET", "", None, sort=other, cursor=first["next_cursor"])
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_cursor")
