"""Analytics: how many, how long, how often, by period and as a whole."""

from support_ai.core.database import Connection
from support_ai.reports import analytics_queries, counting, queries
from support_ai.reports.analytics_models import AnalyticsReport, Figures, Orders
from support_ai.reports.counting import WHOLE
from support_ai.reports.financial import read_sums
from support_ai.reports.periods import Calendar, Period, Step


async def read_report(
    conn: Connection, calendar: Calendar, by: Step, currency: str | None
) -> AnalyticsReport:
    """Return the report; with a currency, of orders, returns and parcels in it alone."""
    given = queries.values(calendar.starts, currency) | {"days": calendar.days}

    async def read(statement: queries.Statement) -> list[queries.Row]:
        return await queries.fetch(conn, statement, given)

    heads = await read(queries.HEADS)
    sums = counting.by_currency(await read_sums(conn, given, heads))
    placed = counting.count(heads, {"status": 2, "reason": 3}, amount=4)
    sent_back = counting.by_period(await read(analytics_queries.SENT_BACK))
    asked = counting.by_period(await read(analytics_queries.RETURNS))
    parcels = counting.by_place(await read(analytics_queries.DELIVERIES))
    opened = counting.by_place(await read(analytics_queries.TICKETS))
    states = counting.count(
        await read(analytics_queries.TICKET_STATES), {"status": 1, "priority": 2}, amount=3
    )
    solved = counting.count(await read(analytics_queries.SOLVED), {"act": 1}, amount=2)
    talks = await read(analytics_queries.CONVERSATIONS)
    begun = counting.count(talks, {"person": 1}, amount=2)
    answered = counting.count(talks, {"person": 1}, amount=3)
    messages = counting.count(await read(analytics_queries.MESSAGES), {"speaker": 1}, amount=2)
    acts = await read(analytics_queries.ACTS)
    acted, calls = counting.count(acts, {"act": 1}, amount=3), counting.by_period(acts)
    rated = counting.by_period(await read(analytics_queries.RATINGS))
    taken = counting.count(await read(analytics_queries.TRANSCRIPTS), {"act": 1}, amount=2)
    waited = counting.count(await read(analytics_queries.APPROVALS), {"action": 1, "state": 2}, amount=3)

    def orders(number: int) -> Orders:
        return counting.orders(placed, sent_back.get(number, ()), sums.get(number, {}), number)

    def figures(number: int, period: Period) -> Figures:
        return Figures(
            first=period.first,
            last=period.last,
            orders=orders(number),
            returns=counting.requests(asked.get(number, ()), "return"),
            exchanges=counting.requests(asked.get(number, ()), "exchange"),
            deliveries=counting.deliveries(parcels.get(number)),
            tickets=counting.tickets(opened.get(number), states, solved, number),
            conversations=counting.conversations(begun, answered, acted, number),
            assistant=counting.assistant(messages, calls.get(number, ()), number),
            approvals=counting.approvals(waited, number),
            ratings=counting.ratings(rated.get(number, ())),
            transcripts=counting.transcripts(taken, number),
        )

    undated = orders(0)
    return AnalyticsReport(
        first=calendar.whole.first,
        last=calendar.whole.last,
        time_zone=calendar.zone.key,
        by=by,
        whole=figures(WHOLE, calendar.whole),
        periods=tuple(figures(number, period) for number, period in enumerate(calendar.periods, 1)),
        undated_orders=undated if undated.placed else None,
    )
