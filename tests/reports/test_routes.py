"""`/reports` over HTTP: for managers, as JSON and CSV, with bounds that are told, and written down without names."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support_ai.demo.shop import TIME_ZONE
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import audited
from tests.reports.books import fill

PATHS = ("/reports/financial", "/reports/analytics")


async def test_managers_read_the_last_thirty_days_by_day_unless_they_ask_for_others(demo: Demo) -> None:
    admin = await demo.headers("admin")
    today = datetime.now(UTC).astimezone(ZoneInfo(TIME_ZONE)).date()
    for path in PATHS:
        answer = await demo.client.get(path, headers=admin)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert (found["first"], found["last"]) == (
            (today - timedelta(days=29)).isoformat(),
            today.isoformat(),
        )
        assert (found["by"], found["time_zone"]) == ("day", TIME_ZONE)
    financial = (await demo.client.get(PATHS[0], headers=admin)).json()
    assert financial["reconciliation"]["balances"]
    assert len(financial["rows"]) % 30 == 0
    assert sum(row["orders"] for row in financial["rows"]) > 0
    analytics = (await demo.client.get(PATHS[1], headers=admin)).json()
    assert len(analytics["periods"]) == 30
    assert analytics["whole"]["orders"]["placed"] == sum(
        period["orders"]["placed"] for period in analytics["periods"]
    )


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("from=2025-02-30", 422, "from"),
        ("from=0", 422, "from"),
        ("to=2025-01-01T00:00:00Z", 422, "to"),
        ("to=2025-1-1", 422, "to"),
        ("from=2025-02-01&to=2025-01-31", 422, "from"),
        ("from=2000-01-01&to=2025-01-31", 422, "from"),
        ("to=3000-01-01", 422, "to"),
        ("to=0001-01-01", 422, "to"),
        ("from=0001-01-01&to=2020-01-01", 422, "from"),
        ("by=year", 422, "by"),
        ("currency=usd", 422, "currency"),
        ("format=pdf", 422, "format"),
        ("until=2025-01-01", 422, "until"),
        ("from=2015-01-25&to=2025-01-31&by=month", 200, None),
        ("from=1900-01-01&to=1900-01-01", 200, None),
        ("to=1900-01-01", 200, None),
        ("from=2999-12-31&to=2999-12-31", 200, None),
        ("from=2025-01-31&to=2025-01-31&by=week&currency=XAU", 200, None),
    ],
)
async def test_days_have_bounds_and_what_is_wrong_is_named(
    demo: Demo, query: str, status: int, field: str | None
) -> None:
    for path in PATHS:
        answer = await demo.client.get(f"{path}?{query}", headers=await demo.headers("owner"))
        assert (answer.status_code, answer.json().get("field")) == (status, field), answer.text


async def test_a_table_comes_by_accept_or_by_format_and_calculates_nothing(
    demo: Demo, addresses: Addresses
) -> None:
    fill(addresses, 5, 60)
    admin = await demo.headers("admin")
    span = "from=2025-03-01&to=2026-01-31"
    for path in PATHS:
        by_accept = await demo.client.get(f"{path}?{span}&by=month", headers=admin | {"accept": "text/csv"})
        by_format = await demo.client.get(f"{path}?{span}&by=month&format=csv", headers=admin)
        as_json = await demo.client.get(
            f"{path}?{span}&by=month&format=json", headers=admin | {"accept": "text/csv"}
        )
        assert by_accept.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in by_accept.headers["content-disposition"]
        assert by_accept.text == by_format.text
        assert as_json.headers["content-type"] == "application/json"
    table = await demo.client.get(f"{PATHS[0]}?{span}&group=product&format=csv", headers=admin)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    as_json = await demo.client.get(f"{PATHS[0]}?{span}&group=product", headers=admin)
    assert len(rows) == len(as_json.json()["rows"])
    assert {row["name"] for row in rows if row["product_id"] == "P1"} == {"'=1+1"}
    table = await demo.client.get(f"{PATHS[0]}?{span}&by=month&format=csv", headers=admin)
    places = {"USD": 2, "JPY": 0, "KWD": 3}
    for row in csv.DictReader(io.StringIO(table.text)):
        assert len(row["net_cash"].partition(".")[2]) == places[row["currency"]]
        assert {"refunds_return", "refunds_cancel", "discounts", "first"} <= row.keys()
    long = await demo.client.get(f"{PATHS[1]}?{span}&by=month&format=csv", headers=admin)
    figures = Counter(row["figure"] for row in csv.DictReader(io.StringIO(long.text)))
    assert figures["orders.placed"] == 11 + 1 + 1
    assert figures["deliveries.shipped_to_delivered.median_seconds"] == 11 + 1


async def test_who_read_which_report_is_written_down_and_no_name_is_told(
    demo: Demo, addresses: Addresses
) -> None:
    admin = await demo.headers("admin")
    told = ""
    for query in ("group=period", "group=product&by=week", "group=payment_method&currency=USD"):
        answer = await demo.client.get(f"{PATHS[0]}?{query}", headers=admin)
        told += answer.text
    told += (await demo.client.get(f"{PATHS[1]}?format=csv", headers=admin)).text
    told += (await demo.client.get(PATHS[1], headers=admin)).text
    entries = [entry for entry in audited(addresses, "report.read") if entry[0] == "done"]
    assert [one[1]["form"] for one in entries] == ["json", "json", "json", "csv", "json"]
    assert [one[1].get("group") for one in entries] == ["period", "product", "payment_method", None, None]
    assert entries[1][1]["by"] == "week"
    assert entries[2][1]["currency"] == "USD"
    for name in ("Emma", "Adam", "Olivia", "Rohan", "Michael", "@example.com", "CUST-"):
        assert name not in told
    refused = await demo.client.get(PATHS[0], headers=await demo.headers("emma"))
    assert refused.status_code == 403
    assert len([entry for entry in audited(addresses, "report.read") if entry[0] == "done"]) == 5
