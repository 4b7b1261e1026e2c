"""Answers from what is counted: returns, cancelled orders, deliveries, tickets, conversations, and the assistant's own record."""

from collections.abc import Mapping, Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local import report_words as words
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_books import sales_cells
from support_ai.agent.local.report_rates import rate, share
from support_ai.agent.local.report_reading import analytics, financial, orders_by_status, today_of
from support_ai.agent.local.report_topics import Cut, Figure, Topic
from support_ai.agent.local.report_unkept import UNKEPT
from support_ai.agent.tools.calculating import CALCULATE, Calculate
from support_ai.reports.analytics_models import Figures, Requests, Satisfaction

_RATED = ("ratings", "average", "fours and fives")
_NOT_KNOWN = "Whether a matter was solved is not recorded; what is counted is which conversations were handed over to a colleague."


async def requests(desk: Desk, asked: Asked, days: str) -> None:
    """Say what was sent back, or was to be exchanged."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    is_exchange = asked.topic is Topic.EXCHANGES
    whole = found.whole.exchanges if is_exchange else found.whole.returns
    rate = found.whole.orders.return_rate if asked.figure is Figure.RATE else None
    desk.say(*words.requests(whole, "exchange" if is_exchange else "return", days, rate))
    if asked.cut is Cut.REASON and whole.requests:
        desk.say(*tables.table("By reason", ("reason", "requests"), tables.counts(whole.by_reason)))
    if asked.cut is Cut.STATUS or asked.figure is Figure.OPEN:
        desk.say(*tables.table("By status", ("status", "requests"), tables.counts(whole.by_status)))
    if asked.by is not None:
        rows = tables.analytics_rows(
            found,
            today_of(desk),
            lambda one: _request_cells(one.exchanges if is_exchange else one.returns),
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "requests", "pieces"), rows))


def _request_cells(found: Requests) -> Sequence[str]:
    return str(found.requests), str(found.pieces)


async def cancellations(desk: Desk, asked: Asked, days: str) -> None:
    """Say how many orders are cancelled by now, and why."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.cancellations(found.whole, days, await rate(desk, Topic.CANCELLATIONS, found.whole)))
    if found.whole.orders.cancel_reasons:
        reasons = tables.counts(found.whole.orders.cancel_reasons)
        desk.say(*tables.table("By reason", ("reason", "orders"), reasons))
    if asked.by is not None:
        rows = tables.analytics_rows(
            found, today_of(desk), lambda one: [str(one.orders.cancelled), str(one.orders.placed)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "cancelled", "orders in all"), rows))


async def statuses(desk: Desk, asked: Asked, days: str) -> None:
    """Say how far the orders of some days came."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(words.statuses(found.whole, days))
    desk.say(*tables.table("Orders by status", ("status", "orders"), orders_by_status(found)))


async def tickets(desk: Desk, asked: Asked, days: str) -> None:
    """Say how many tickets came and what became of them."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    whole = found.whole.tickets
    desk.say(*words.tickets(whole, days))
    if asked.cut is Cut.STATUS and whole.opened:
        desk.say(*tables.table("By status", ("status", "tickets"), tables.counts(whole.by_status)))
    if asked.cut is Cut.PRIORITY and whole.opened:
        desk.say(*tables.table("By priority", ("priority", "tickets"), tables.counts(whole.by_priority)))
    if asked.cut is Cut.REASON:
        desk.say(UNKEPT["questions"])
    if asked.by is not None:
        rows = tables.analytics_rows(
            found, today_of(desk), lambda one: [str(one.tickets.opened), str(one.tickets.solved)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "opened", "solved"), rows))


async def assistant(desk: Desk, asked: Asked, days: str) -> None:
    """Say what the assistant itself did."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    if asked.figure is Figure.WITHHELD:
        desk.say(words.withheld(found.whole, days))
    if asked.figure is Figure.ALONE:
        await _alone(desk, found.whole)
    desk.say(*words.assistant(found.whole, days))
    handed = await rate(desk, Topic.ASSISTANT, found.whole)
    if handed is not None:
        desk.say(f"That is a hand-over rate of {handed}.")
    calls = found.whole.assistant.tool_calls
    rows = [(tables.readable(name), *_outcomes(outcomes)) for name, outcomes in calls.items()]
    columns = ("what I used", "done", "refused", "failed")
    desk.say(*tables.table("Tools", columns, sorted(rows, key=lambda row: -int(row[1]))))
    if asked.by is not None:
        periods = tables.analytics_rows(
            found,
            today_of(desk),
            lambda one: [str(one.conversations.begun), str(one.conversations.handed_over)],
        )
        columns = (asked.by.value, "conversations", "handed over")
        desk.say(*tables.table(f"By {asked.by.value}", columns, periods))


async def _alone(desk: Desk, whole: Figures) -> None:
    """Say how many conversations stayed with the assistant, and that nobody knows whether they were solved."""
    talks = whole.conversations
    desk.say(_NOT_KNOWN)
    if talks.handed_over <= talks.begun and talks.begun:
        expression = f"{talks.begun} - {talks.handed_over}"
        left = await desk.turn.tools.use(CALCULATE, Calculate(expression=expression, unit=None))
        part = await share(desk, expression, str(talks.begun))
        if not isinstance(left, Refusal) and part is not None:
            desk.say(f"{left.result} of {talks.begun} stayed with me ({part}).")


def _outcomes(found: Mapping[str, int]) -> tuple[str, str, str]:
    done, refused, failed = (str(found.get(name, 0)) for name in ("done", "refused", "failed"))
    return done, refused, failed


async def deliveries(desk: Desk, asked: Asked, days: str) -> None:
    """Say how parcels arrived."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    desk.say(*words.deliveries(found.whole.deliveries, days))
    if asked.by is not None:
        rows = tables.analytics_rows(
            found, today_of(desk), lambda one: [str(one.deliveries.parcels), str(one.deliveries.late)]
        )
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "parcels", "late"), rows))


async def approvals(desk: Desk, asked: Asked, days: str) -> None:
    """Say which changes waited for a colleague."""
    found = await analytics(desk, asked.days, asked.by)
    desk.say(*([found.sentence] if isinstance(found, Refusal) else words.approvals(found.whole, days)))


async def ratings(desk: Desk, asked: Asked, days: str) -> None:
    """Say how satisfied people were with their conversations."""
    found = await analytics(desk, asked.days, asked.by)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    whole = found.whole.ratings
    desk.say(*words.ratings(whole, days))
    if whole.whole.ratings:
        sides = (("assistant", whole.assistant), ("colleagues", whole.colleague))
        rows = [(name, *_rating_cells(one)) for name, one in sides]
        desk.say(*tables.table("By who answered", ("who answered", *_RATED), rows))
    if asked.by is not None:
        periods = tables.analytics_rows(found, today_of(desk), lambda one: _rating_cells(one.ratings.whole))
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, *_RATED), periods))


def _rating_cells(found: Satisfaction) -> Sequence[str]:
    average = "–" if found.average is None else str(found.average)
    good = "–" if found.satisfied_share is None else tables.percent(found.satisfied_share)
    return str(found.ratings), average, good


async def overview(desk: Desk, asked: Asked, days: str) -> None:
    """Say the key figures of everything."""
    found = await analytics(desk, asked.days, asked.by)
    books = await financial(desk, asked.days, asked.by)
    if isinstance(found, Refusal) or isinstance(books, Refusal):
        desk.say(next(one.sentence for one in (found, books) if isinstance(one, Refusal)))
        return
    desk.say(*words.overview(found, books.totals, days))
    if asked.cut is Cut.STATUS:
        desk.say(*tables.table("Orders by status", ("status", "orders"), orders_by_status(found)))
    if asked.by is not None:
        rows = tables.financial_rows(books, today_of(desk), sales_cells)
        desk.say(*tables.table(f"By {asked.by.value}", (asked.by.value, "orders", "gross", "net"), rows))
