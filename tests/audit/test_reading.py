"""`GET /audit` and its export: for admins and owners, by every filter, page by page, in bounded memory."""

import json
import tracemalloc
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from psycopg import sql

from support_ai.access.actor import Reason, System, describe
from support_ai.audit import queries, reading
from support_ai.audit import service as audit
from support_ai.audit.models import EntryFilter, Outcome, Stream
from support_ai.core.database import Database
from tests.audit.logbook import look, tamper, write
from tests.conftest import Addresses, Cast, Demo
from tests.identity.signing_in import audited


async def _read(demo: Demo, name: str = "admin", **wanted: object) -> list[dict[str, Any]]:
    answer = await demo.client.get(f"/audit?{urlencode(wanted)}", headers=await demo.headers(name))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def _export(demo: Demo, **wanted: object) -> list[dict[str, Any]]:
    answer = await demo.client.get(f"/audit/export?{urlencode(wanted)}", headers=await demo.headers("owner"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_D1_admins_and_owners_read_the_audit_log_and_nobody_else(demo: Demo) -> None:
    visitor = await demo.client.post("/chat", json={"message": "Hello"})
    tokens = {"authorization": f"Bearer {visitor.json()['visitor_token']}"}
    for path in ("/audit", "/audit/export"):
        found: dict[str, int] = {"nobody": (await demo.client.get(path)).status_code}
        found["visitor"] = (await demo.client.get(path, headers=tokens)).status_code
        for name in ("rohan", "michael", "emma", "admin", "owner"):
            found[name] = (await demo.client.get(path, headers=await demo.headers(name))).status_code
        assert found == {
            "nobody": 401,
            "visitor": 401,
            "rohan": 403,
            "michael": 403,
            "emma": 403,
            "admin": 200,
            "owner": 200,
        }


async def test_E1_row_security_opens_the_log_to_managers_and_to_everybody_what_they_did(
    database: Database, cast: Cast
) -> None:
    await write(database, 60)
    others = System(Reason.STAFF_COMMAND)
    async with database.transaction(others) as conn:
        await audit.append(conn, "account.make", f"account:{cast.michael.account_id}")
    seen: dict[str, set[str]] = {}
    for name, person in cast.people().items():
        async with database.transaction(person) as conn:
            rows = await (await conn.execute("select actor || ' ' || subject from audit_entries")).fetchall()
            seen[name] = {row[0] for row in rows}
    everything = seen.pop("owner")
    assert seen.pop("admin") == everything
    assert len(everything) == 61
    own = {one for one in everything if one.startswith(describe(cast.rohan))}
    as_visitor = {one for one in everything if one.startswith(describe(cast.visitor))}
    about_michael = {f"{describe(others)} account:{cast.michael.account_id}"}
    assert (len(own), len(as_visitor)) == (20, 20)
    assert seen == {"rohan": own, "visitor": as_visitor, "michael": about_michael, "emma": set()}


async def test_every_filter_holds_and_they_hold_together(demo: Demo) -> None:
    await demo.client.get(
        "/orders/ORD-999", headers=await demo.headers("emma") | {"x-request-id": "by-emma-1"}
    )
    await demo.client.get(
        "/orders/ORD-999", headers=await demo.headers("rohan") | {"x-request-id": "by-rohan-1"}
    )
    everything = await _export(demo)
    emma = next(one for one in everything if one["action"] == "order.read")
    assert emma["request_id"] == "by-emma-1"
    for name in ("actor", "role", "subject", "outcome", "stream", "request_id"):
        asked = {name: emma[name], "until": everything[0]["at"]}
        expected = [one for one in everything[1:] if one[name] == emma[name]]
        assert await _export(demo, **asked) == expected
        assert await _read(demo, limit=100, **asked) == expected[:100]
    assert {one["action"] for one in await _export(demo, action="session.")} <= {
        "session.begin",
        "session.refresh",
    }
    assert [one["action"] for one in await _read(demo, action="order.r")] == ["order.read"]
    assert await _read(demo, action="order.read%") == await _read(demo, action="ORDER.READ") == []
    refused = await _read(demo, outcome="refused", stream="refusals", request_id="by-rohan-1")
    assert [(one["action"], one["subject"]) for one in refused] == [("GET /orders/{number}", "ORD-999")]
    since = await _read(demo, since=emma["at"], until=refused[0]["at"])
    assert emma["entry_id"] in {one["entry_id"] for one in since}
    assert refused[0]["entry_id"] not in {one["entry_id"] for one in since}


async def test_pages_are_stable_while_entries_are_added(demo: Demo, database: Database) -> None:
    await write(database, 50)
    headers, found, cursor = await demo.headers("owner"), list[int](), None
    await demo.client.get("/audit", headers=headers)
    before = [row["entry_id"] for row in await _export(demo)]
    while True:
        wanted: dict[str, str | int] = {"limit": 7} | ({} if cursor is None else {"cursor": cursor})
        page = (await demo.client.get("/audit", headers=headers, params=wanted)).json()
        found += [one["entry_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        await write(database, 10)
    # Every reading wrote an entry too; what stood there at the beginning came once each and in order.
    assert [number for number in found if number in set(before)] == before
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ("role=king", "role"),
        ("outcome=maybe", "outcome"),
        ("stream=nile", "stream"),
        ("since=yesterday", "since"),
        ("since=2026-01-01T00:00:00", "since"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=WyJ4IiwgMV0", "cursor"),
        ("actor=", "actor"),
        ("actor=%00", "actor"),
        ("who=me", "who"),
    ],
)
async def test_bad_filters_are_named(demo: Demo, wanted: str, field: str) -> None:
    answer = await demo.client.get(f"/audit?{wanted}", headers=await demo.headers("owner"))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_K1_reading_and_exporting_the_log_are_written_into_it(demo: Demo, addresses: Addresses) -> None:
    await _read(demo, actor="account:somebody", role="owner")
    assert audited(addresses, "audit.list") == [("done", {"rows": 0, "by": "actor,role"})]
    lines = await _export(demo, stream="shop")
    assert audited(addresses, "audit.export") == [("done", {"by": "stream"})]
    assert lines[0]["action"] == "audit.export"


async def test_K5_an_entry_is_one_line_whatever_stands_in_it(
    demo: Demo, database: Database, addresses: Addresses
) -> None:
    await write(database, 10)
    assert look(addresses, "select detail->>'word' from audit_entries where subject = 'subject:3'") == [
        ("é\n\x1b",)
    ]
    answer: httpx.Response = await demo.client.get(
        "/audit/export", params={"subject": "subject:3"}, headers=await demo.headers("owner")
    )
    assert answer.text.count("\n") == 1
    assert "\x1b" not in answer.text
    assert json.loads(answer.text)["detail"]["word"] == "é\n\x1b"
    assert json.loads(answer.text)["at"].endswith("Z")


async def test_the_export_of_many_entries_holds_some_at_a_time(
    database: Database, addresses: Addresses, cast: Cast
) -> None:
    tamper(
        addresses,
        "insert into audit_entries (actor, action, subject, outcome, request_id, stream, detail)"
        " select 'system:job', 'order.read', 'order:' || n, 'done', '-', 'orders', jsonb_build_object('word', repeat('x', 1000))"
        " from generate_series(1, 20000) n",
    )
    tracemalloc.start()
    count = 0
    async for page in reading.export_entries(database, cast.owner, EntryFilter(stream=Stream.ORDERS)):
        count += len(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    # All of them are more than 30 MB.
    assert peak < 8_000_000, peak


_FILTERS = {
    "by_actor": EntryFilter(actor="account:somebody"),
    "by_role": EntryFilter(role="owner"),
    "by_action": EntryFilter(action="shop.configure_s"),
    "by_subject": EntryFilter(subject="subject:7"),
    "by_outcome": EntryFilter(outcome=Outcome.REFUSED),
    "by_stream": EntryFilter(stream=Stream.REFUSALS),
    "by_request": EntryFilter(request_id="some-request"),
    "by_time": EntryFilter(),
}


@pytest.mark.parametrize("index", _FILTERS)
async def test_E8_every_filter_has_an_index_under_row_security(
    database: Database, addresses: Addresses, cast: Cast, index: str
) -> None:
    tamper(
        addresses,
        "insert into audit_entries (actor, action, subject, outcome, request_id, stream)"
        " select 'account:' || n, 'order.read', 'order:' || n, 'done', md5(n::text), 'orders'"
        " from generate_series(1, 20000) n",
    )
    tamper(addresses, "analyze audit_entries")
    async with database.transaction(cast.owner) as conn:
        statement, values = queries.selection(_FILTERS[index], before=None, limit=21)
        rows = await (await conn.execute(sql.SQL("explain ") + statement, values)).fetchall()
    plan = "\n".join(str(row[0]) for row in rows)
    assert f"audit_entries_{index}" in plan, plan
    assert "Sort" not in plan or index == "by_action"


async def test_E2_the_system_reads_no_entry(database: Database) -> None:
    await write(database, 30)
    async with database.transaction(System(Reason.JOB)) as conn:
        assert await queries.list_entries(conn, EntryFilter(), before=None, limit=10) == []
