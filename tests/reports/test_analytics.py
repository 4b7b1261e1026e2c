"""Analytics count what plain SQL counts: orders, requests, parcels, tickets, conversations, approvals."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import pytest

from support_ai.core.database import Database
from support_ai.reports import service
from support_ai.reports.analytics_models import AnalyticsReport, Figures, Way
from support_ai.reports.periods import Step
from support_ai.reports.service import Wanted
from tests.conftest import Addresses, Cast
from tests.reports.books import fill
from tests.reports.test_financial import FIRST, LAST, NOW, ZONES, in_zone
from tests.reports.truth import Row, Truth

# The day comes first in each row.
_ORDERS = (
    "select (placed_at at time zone %(zone)s)::date, status, coalesce(cancel_reason, ''),"
    " exists (select from order_returns r where r.order_id = o.order_id and kind = 'return'"
    "  and status not in ('rejected', 'withdrawn')),"
    " exists (select from order_returns r where r.order_id = o.order_id and kind = 'exchange'"
    "  and status not in ('rejected', 'withdrawn')) from orders o"
)
_RETURNS = (
    "select (requested_at at time zone %(zone)s)::date, kind, coalesce(reason, ''), status,"
    " coalesce(array_length(item_ids, 1), 0) from order_returns"
)
_PARCELS = (
    "select (s.delivered_at at time zone %(zone)s)::date, extract(epoch from s.delivered_at - s.shipped_at)::bigint,"
    " extract(epoch from s.delivered_at - o.placed_at)::bigint, (s.estimated_delivery at time zone %(zone)s)::date"
    " from shipments s join orders o using (order_id)"
)
_TICKETS = (
    "select (opened_at at time zone %(zone)s)::date, status, priority,"
    " extract(epoch from first_answered_at - opened_at)::bigint, (solved_at at time zone %(zone)s)::date,"
    " case when first_answered_at is not null then first_answered_at > first_answer_due"
    "      when paused_at is not null then paused_at > first_answer_due else first_answer_due < now() end,"
    " case when paused_at is not null then paused_at > resolution_due else resolution_due < now() end from tickets"
)
_TALKS = (
    "select (created_at at time zone %(zone)s)::date, (select count(*) from messages m where m.conversation_id ="
    " c.conversation_id and speaker = 'colleague') > 0 from conversations c where not is_of_staff"
)
_RATINGS = (
    "select (given_at at time zone %(zone)s)::date, score, exists (select from messages m where m.conversation_id ="
    " r.conversation_id and speaker = 'colleague') from conversation_ratings r"
)
_MESSAGES = "select (created_at at time zone %(zone)s)::date, speaker from messages where not is_of_staff"
_ACTS = "select (at at time zone %(zone)s)::date, action, outcome from audit_entries where role = 'visitor'"
_APPROVALS = (
    "select (asked_at at time zone %(zone)s)::date, action, case when state = 'committed' then 'approved'"
    " when state = 'awaiting_approval' and expires_at <= now() then 'expired' else state end"
    " from proposals where needs_role is not null"
)


def _way(seconds: Iterable[int | None]) -> Way:
    known = sorted(one for one in seconds if one is not None and one >= 0)
    if not known:
        return Way(0, None, None)
    return Way(len(known), known[(len(known) - 1) // 2], known[-(-9 * len(known) // 10) - 1])


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values))


def read_tables(truth: Truth) -> Mapping[str, Sequence[Row]]:
    """Return what is counted, every row with its day."""
    return {
        "orders": truth.ask(_ORDERS),
        "returns": truth.ask(_RETURNS),
        "parcels": truth.ask(_PARCELS),
        "tickets": truth.ask(_TICKETS),
        "talks": truth.ask(_TALKS),
        "messages": truth.ask(_MESSAGES),
        "acts": truth.ask(_ACTS),
        "ratings": truth.ask(_RATINGS),
        "approvals": truth.ask(_APPROVALS),
    }


def check(figures: Figures, tables: Mapping[str, Sequence[Row]], first: date, last: date) -> None:
    """Fail where some days are not counted as the rows of these days say."""

    def of(name: str, column: int = 0) -> list[Row]:
        return [row for row in tables[name] if row[column] is not None and first <= row[column] <= last]

    orders, kept = of("orders"), [row for row in of("orders") if row[1] != "cancelled"]
    found = figures.orders
    assert (found.placed, found.cancelled) == (len(orders), len(orders) - len(kept))
    assert found.by_status == _counts(row[1] for row in orders)
    assert found.cancel_reasons == _counts(row[2] for row in orders if row[1] == "cancelled")
    assert (found.returned, found.exchanged) == (sum(row[3] for row in kept), sum(row[4] for row in kept))
    either = sum(row[3] or row[4] for row in kept)
    assert found.return_rate == (round(either / len(kept), 6) if kept else None)
    for kind, requests in (("return", figures.returns), ("exchange", figures.exchanges)):
        mine = [row for row in of("returns") if row[1] == kind]
        assert (requests.requests, requests.pieces) == (len(mine), sum(row[4] for row in mine))
        assert requests.by_reason == _counts(row[2] for row in mine)
        assert requests.by_status == _counts(row[3] for row in mine)
    parcels, deliveries = of("parcels"), figures.deliveries
    promised = [row for row in parcels if row[3] is not None]
    assert (deliveries.parcels, deliveries.promised) == (len(parcels), len(promised))
    assert deliveries.late == sum(row[0] > row[3] for row in promised)
    assert deliveries.shipped_to_delivered == _way(row[1] for row in parcels)
    assert deliveries.placed_to_delivered == _way(row[2] for row in parcels)
    _check_service(figures, of)


def _check_ratings(figures: Figures, rows: list[Row]) -> None:
    by_colleague = {True: figures.ratings.colleague, False: figures.ratings.assistant}
    for found, mine in (
        (figures.ratings.whole, rows),
        *((found, [row for row in rows if row[2] is side]) for side, found in by_colleague.items()),
    ):
        scores = [row[1] for row in mine]
        assert found.ratings == len(scores)
        assert found.average == (round(sum(scores) / len(scores), 2) if scores else None)
        good = sum(score >= 4 for score in scores)
        assert found.satisfied_share == (round(good / len(scores), 6) if scores else None)


def _check_service(figures: Figures, of: Callable[[str, int], list[Row]]) -> None:
    opened, tickets = of("tickets", 0), figures.tickets
    assert tickets.opened == len(opened)
    assert tickets.by_status == _counts(row[1] for row in opened)
    assert tickets.by_priority == _counts(row[2] for row in opened)
    assert tickets.solved == len(of("tickets", 4))
    way = _way(row[3] for row in opened)
    assert (tickets.answered, tickets.median_answer_seconds) == (way.parcels, way.median_seconds)
    assert tickets.p90_answer_seconds == way.p90_seconds
    assert tickets.late_answers == sum(row[5] for row in opened)
    assert tickets.late_solutions == sum(row[6] for row in opened)
    talks, acts, approvals = of("talks", 0), of("acts", 0), of("approvals", 0)
    assert figures.conversations.begun == len(talks)
    assert figures.conversations.answered_by_colleagues == sum(row[1] for row in talks)
    assert figures.conversations.handed_over == sum(row[1] == "conversation.hand_over" for row in acts)
    assert figures.assistant.messages == _counts(row[1] for row in of("messages", 0))
    calls = _counts(row[2] for row in acts if row[1] == "tool.get_order")
    assert figures.assistant.tool_calls == ({"get_order": calls} if calls else {})
    assert figures.assistant.withheld == sum(row[1] == "guard.withhold" for row in acts)
    done = [row[1] for row in acts if row[2] == "done"]
    assert figures.transcripts.downloaded == done.count("transcript.download")
    assert figures.transcripts.mailed == done.count("transcript.mail")
    _check_ratings(figures, of("ratings", 0))
    assert figures.approvals.asked == len(approvals)
    assert figures.approvals.by_action == _counts(row[1] for row in approvals)
    assert figures.approvals.by_state == _counts(row[2] for row in approvals)


async def _read(database: Database, cast: Cast, by: Step, currency: str | None = None) -> AnalyticsReport:
    return await service.analytics_report(
        database, cast.owner, Wanted(FIRST, LAST, by, currency), NOW, form="json"
    )


@pytest.mark.parametrize("zone", ZONES[1:5])
async def test_every_period_counts_what_plain_sql_counts(
    database: Database, addresses: Addresses, accounts: None, cast: Cast, zone: str
) -> None:
    fill(addresses, 40 + ZONES.index(zone), 150)
    in_zone(addresses, zone)
    tables = read_tables(Truth(addresses, zone))
    reports = [await _read(database, cast, by) for by in Step]
    for by, report in zip(Step, reports, strict=True):
        assert (report.time_zone, report.by) == (zone, by)
        check(report.whole, tables, FIRST, LAST)
        for period in report.periods:
            check(period, tables, period.first, period.last)
        assert report.undated_orders is not None
        assert report.undated_orders.placed == sum(row[0] is None for row in tables["orders"])
    whole = reports[0].whole
    assert whole.deliveries.late > 0
    assert whole.tickets.late_answers > 0
    assert whole.approvals.by_state.keys() >= {"approved", "declined", "expired"}


async def test_averages_and_rates_go_by_currency_and_leave_out_what_only_changed_the_way_to_pay(
    database: Database, addresses: Addresses, accounts: None, cast: Cast
) -> None:
    fill(addresses, 50, 150)
    in_zone(addresses, "Europe/Berlin")
    days = Truth(addresses, "Europe/Berlin").days()
    whole = {value.currency: value for value in (await _read(database, cast, Step.MONTH)).whole.orders.values}
    for currency in ("USD", "JPY", "KWD"):
        sums: Counter[str] = Counter()
        for (day, other), one in days.items():
            if other == currency and day is not None and FIRST <= day <= LAST:
                sums.update(one)
        value = whole[currency]
        assert (value.orders, value.net_minor) == (sums["orders"], sums["net_minor"])
        assert value.average_minor is not None
        # Rounded to the nearest, halves up.
        assert -1 < 2 * (value.average_minor * value.orders - value.net_minor) / value.orders <= 1
        back = sums["refunds_minor"] - sums["refunds_payment_method"] - sums["reversed_refunds_minor"]
        paid = sums["payments_minor"] - sums["reversed_payments_minor"] - sums["owed_minor"]
        assert sums["owed_minor"] > 0
        assert value.refund_rate == round(back / paid, 6)
    alone = (await _read(database, cast, Step.MONTH, "JPY")).whole
    assert [value.currency for value in alone.orders.values] == ["JPY"]
    assert alone.orders.placed == alone.orders.cancelled + whole["JPY"].orders
