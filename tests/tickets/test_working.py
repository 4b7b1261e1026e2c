"""Working on tickets: who writes, changes and assigns what, and who learns of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from psycopg import sql

from support_ai.core.database import Database
from support_ai.core.live import Live
from support_ai.tickets import working
from support_ai.tickets.service import TOPIC
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited, person_of
from tests.security.trying import REFUSED, attempt
from tests.tickets.conftest import Desk


async def test_a_ticket_goes_from_question_to_answer_and_back(desk: Desk) -> None:
    number = await desk.open(order_numbers=["ord-789", "#ORD-789", "ORD-456"])
    seen = await desk.read(number)
    assert seen["order_numbers"] == ["#ORD-789", "ORD-456"]
    assert (seen["status"], seen["origin"], seen["work"]["priority"]) == ("open", "customer", "normal")
    assert seen["work"]["first_answered_at"] is None
    answered = (await desk.say(number, "emma", "It comes tomorrow.")).json()
    assert answered["work"]["first_answered_at"] is not None
    assert (await desk.change(number, status="pending")).json()["work"]["due_at"] is None
    again = (await desk.say(number, "rohan", "It did not.")).json()
    assert again["status"] == "open"
    assert (await desk.change(number, status="solved")).json()["solved_at"] is not None
    assert (await desk.say(number, "rohan", "Still nothing.")).json()["status"] == "open"
    own = await desk.read(number, "rohan")
    assert [(one["author"], one["name"], one["text"]) for one in own["comments"]] == [
        ("customer", None, "It should have come."),
        ("colleague", "Emma Wilson", "It comes tomorrow."),
        ("customer", None, "It did not."),
        ("customer", None, "Still nothing."),
    ]
    kinds = [(one["kind"], one["before"], one["after"]) for one in own["events"] if one["kind"] == "status"]
    assert kinds == [
        ("status", "open", "pending"),
        ("status", "pending", "open"),
        ("status", "open", "solved"),
        ("status", "solved", "open"),
    ]


async def test_customers_learn_nothing_of_what_colleagues_note_and_decide(desk: Desk) -> None:
    number = await desk.open()
    before = await desk.read(number, "rohan")
    assert (await desk.say(number, "emma", "He always writes.", is_internal=True)).status_code == 201
    assert (await desk.change(number, priority="low")).status_code == 200
    assert (await desk.ask("emma", "POST", f"/{number}/assign", {"version": 2, "assignee": "me"})).is_success
    assert await desk.read(number, "rohan") == before
    listed = (await desk.ask("rohan", "GET", "")).json()["items"]
    assert [one["work"] for one in listed if one["number"] == number] == [None]
    seen = await desk.read(number)
    assert [one["is_internal"] for one in seen["comments"]] == [False, True]
    assert [one["kind"] for one in seen["events"]] == ["opened", "noted", "priority", "assigned"]
    assert seen["work"]["first_answered_at"] is None


async def test_customers_neither_note_nor_look_for_work(desk: Desk) -> None:
    number = await desk.open()
    noted = await desk.say(number, "rohan", "Note", is_internal=True)
    assert (noted.status_code, noted.json()["code"]) == (403, "tickets.comment.internal")
    for query in ({"priority": "low"}, {"assignee": "nobody"}, {"overdue": "false"}, {"sort": "due"}):
        answer = await desk.ask("rohan", "GET", "", None, **query)
        assert (answer.status_code, answer.json()["code"]) == (403, "tickets.list.colleagues_only")
    for more in ({"priority": "urgent"}, {"customer_id": "CUST-456"}, {"is_internal": True}):
        sent = {"subject": "Subject", "text": "Text", **more}
        answer = await desk.ask("rohan", "POST", "", sent)
        assert (answer.status_code, answer.json()["code"]) == (403, "tickets.open.not_yours_to_decide")


async def test_an_account_without_a_record_has_no_tickets_and_is_told_why(desk: Desk) -> None:
    shop = desk.demo.shop
    await shop.register("new@example.com", "correct horse battery")
    headers = await shop.login("new@example.com", "correct horse battery")
    sent = {"subject": "Subject", "text": "Text"}
    refused = await shop.client.post("/tickets", headers=headers, json=sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "tickets.open.no_customer_record")
    listed = await shop.client.get("/tickets", headers=headers)
    assert listed.json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("days", [13.9, 14.1])
async def test_a_solved_ticket_is_opened_again_for_some_days_only(
    desk: Desk, database: Database, days: float
) -> None:
    number = await desk.open()
    assert (await desk.change(number, status="solved")).is_success
    rohan = await person_of(desk.demo.shop, await desk.demo.headers("rohan"))
    later = datetime.now(UTC) + timedelta(days=days)
    if days < 14:
        async with database.transaction(rohan) as conn:
            assert (await working.comment(conn, number, "Again", at=later)).status == "open"
    else:
        with pytest.raises(working.FollowUpError):
            async with database.transaction(rohan) as conn:
                await working.comment(conn, number, "Again", at=later)
        assert len((await desk.read(number))["comments"]) == 1


async def test_closed_is_final(desk: Desk) -> None:
    number = await desk.open()
    assert (await desk.change(number, status="closed")).json()["closed_at"] is not None
    before = await desk.read(number)
    for status in ("open", "pending", "on_hold", "solved"):
        refused = await desk.change(number, status=status)
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.transition.not_allowed")
    for who, is_internal in (("rohan", False), ("emma", False), ("emma", True)):
        refused = await desk.say(number, who, "More", is_internal=is_internal)
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.comment.closed")
    assert await desk.read(number) == before


async def test_a_stale_change_is_refused_and_changes_nothing(desk: Desk) -> None:
    number = await desk.open()
    assert (await desk.ask("emma", "PATCH", f"/{number}", {"version": 1, "priority": "high"})).is_success
    before = await desk.read(number)
    for sent, path in (
        ({"version": 1, "status": "solved"}, ""),
        ({"version": 3, "subject": "Other"}, ""),
        ({"version": 1, "assignee": "me"}, "/assign"),
    ):
        method = "POST" if path else "PATCH"
        refused = await desk.ask("admin", method, f"/{number}{path}", sent)
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.version_outdated")
    assert await desk.read(number) == before


async def test_what_changes_nothing_leaves_no_trace(desk: Desk, addresses: Addresses) -> None:
    number = await desk.open()
    before = await desk.read(number)
    acts = audited(addresses, "ticket.change"), audited(addresses, "ticket.assign")
    same = await desk.change(number, status="open", priority="normal", subject=before["subject"])
    assert same.json()["work"]["version"] == 1
    assert (await desk.ask("emma", "POST", f"/{number}/assign", {"version": 1, "assignee": None})).is_success
    assert await desk.read(number) == before
    assert (audited(addresses, "ticket.change"), audited(addresses, "ticket.assign")) == acts


async def test_of_two_colleagues_who_take_a_ticket_at_once_one_gets_it_and_the_other_is_told(
    desk: Desk,
) -> None:
    number = await desk.open()
    sent = {"version": 1, "assignee": "me"}
    answers = await asyncio.gather(
        *(desk.ask(who, "POST", f"/{number}/assign", sent) for who in ("emma", "admin", "owner"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    winner = next(answer.json() for answer in answers if answer.is_success)
    seen = await desk.read(number)
    assert seen["work"]["assignee"] == winner["work"]["assignee"]
    assert [one["kind"] for one in seen["events"]].count("assigned") == 1


async def test_comments_written_at_once_all_stand(desk: Desk) -> None:
    number = await desk.open()
    answers = await asyncio.gather(
        *(desk.say(number, who, f"{who} {count}") for who in ("rohan", "emma") for count in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    texts = {one["text"] for one in (await desk.read(number))["comments"]}
    assert texts == {f"{who} {count}" for who in ("rohan", "emma") for count in range(5)} | {
        "It should have come."
    }


async def test_only_colleagues_are_assigned(desk: Desk, addresses: Addresses) -> None:
    number = await desk.open()
    accounts = dict(as_owner(addresses, "select role, account_id::text from accounts order by role, name"))
    for who, account in (("emma", accounts["customer"]), ("emma", "00000000-0000-4000-8000-000000000000")):
        sent = {"version": 1, "assignee": account}
        refused = await desk.ask(who, "POST", f"/{number}/assign", sent)
        assert (refused.status_code, refused.json()["code"]) == (422, "tickets.assign.no_colleague")
    given = await desk.ask("emma", "POST", f"/{number}/assign", {"version": 1, "assignee": accounts["owner"]})
    assert given.json()["work"]["assignee"] == accounts["owner"]
    back = await desk.ask("owner", "POST", f"/{number}/assign", {"version": 2, "assignee": None})
    assert (back.json()["work"]["assignee"], back.json()["work"]["version"]) == (None, 3)


async def test_an_archived_ticket_is_gone_for_everybody_and_stays_in_the_books(
    desk: Desk, addresses: Addresses
) -> None:
    number = await desk.open()
    assert (await desk.ask("emma", "DELETE", f"/{number}")).status_code == 403
    assert (await desk.ask("admin", "DELETE", f"/{number}")).status_code == 204
    for who in ("rohan", "emma", "admin", "owner"):
        assert (await desk.ask(who, "GET", f"/{number}")).status_code == 404
        assert (await desk.say(number, who, "More")).status_code == 404
        assert number not in await desk.listed(who)
    for method, path, body in (
        ("PATCH", "", {"version": 1}),
        ("POST", "/assign", {"version": 1, "assignee": None}),
        ("DELETE", "", None),
    ):
        assert (await desk.ask("owner", method, f"/{number}{path}", body)).status_code == 404
    kept = "select status, archived_at is not null from tickets where ticket_id = %s"
    assert as_owner(addresses, kept, int(number.removeprefix("T-"))) == [("open", True)]


async def test_there_is_an_end_to_what_fits_on_a_ticket(
    desk: Desk, database: Database, addresses: Addresses
) -> None:
    number = await desk.open()
    many = (
        "insert into ticket_comments select ticket_id, gen_random_uuid(), customer_id, person, account_id, author,"
        " false, body, created_at from ticket_comments, generate_series(2, %s) where ticket_id = %s returning 1"
    )
    as_owner(addresses, many, working.MOST_COMMENTS, int(number.removeprefix("T-")))
    refused = await desk.say(number, "rohan", "One more")
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.comment.too_many")
    assert (await desk.say(number, "emma", "A note", is_internal=True)).status_code == 201


async def test_colleagues_lists_hear_of_every_change(desk: Desk, demo: Demo, database: Database) -> None:
    heard: list[int] = []
    live: Live = demo.shop.resources.live
    with live.subscribe(TOPIC, heard.append):
        number = await desk.open()
        assert (await desk.change(number, status="on_hold")).is_success
        assert (await desk.say(number, "emma", "A note", is_internal=True)).is_success
        for _ in range(100):
            if len(heard) >= 3:
                break
            await asyncio.sleep(0.05)
    assert heard == [int(number.removeprefix("T-"))] * 3


async def test_the_database_lets_customers_open_their_tickets_again_and_nothing_else(
    desk: Desk, database: Database
) -> None:
    number = await desk.open()
    ticket_id = int(number.removeprefix("T-"))
    allowed: dict[tuple[str, str], str | int] = {}
    for who in ("rohan", "michael", "emma", "admin"):
        person = await person_of(desk.demo.shop, await desk.demo.headers(who))
        async with database.transaction(person) as conn:
            for change in (
                "status = 'pending', paused_at = now()",
                "status = 'open', paused_at = null",
                "priority = 'urgent'",
                "subject = 'x'",
                "archived_at = now()",
                "customer_id = 'CUST-456'",
            ):
                statement = sql.SQL(f"update tickets set {change} where ticket_id = %s")  # pyright: ignore[reportArgumentType] - made here
                allowed[who, change.partition(" ")[0] + change.partition("'")[2][:1]] = await attempt(
                    conn, statement, [ticket_id]
                )
    assert {key for key, outcome in allowed.items() if outcome == 1} == {
        ("rohan", "statuso"),
        *((who, act) for who in ("emma", "admin") for act in ("statusp", "statuso", "priorityu", "subjectx")),
        ("admin", "archived_at"),
    }
    assert set(allowed.values()) == {1, 0, REFUSED}
