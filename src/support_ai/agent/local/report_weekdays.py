"""Sales by the day of the week: the days of a report, added up by the tool that reckons."""

from collections.abc import Mapping, Sequence

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_asked import Asked
from support_ai.agent.local.report_reading import financial
from support_ai.agent.local.report_topics import OF_SALES, Figure
from support_ai.agent.tools.calculating import CALCULATE, Calculate
from support_ai.core.money import decimal_text, format_money
from support_ai.reports.models import FinancialRow
from support_ai.reports.periods import Step

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# An expression may be so long; a year of days has more Mondays than fit into one.
_MOST_DAYS = 184
_ONLY_SALES = "By the day of the week I can tell sales only. The rest can be split by day, week or month."
_TOO_LONG = "That is too long to add up by the day of the week: ask for half a year at most."
_MIXED = "There are several currencies in these days, which are not added up by the day of the week. Ask by day, week or month."


async def weekdays(desk: Desk, asked: Asked, days: str) -> None:
    """Say how sales are spread over the days of the week."""
    if asked.topic not in OF_SALES:
        desk.say(_ONLY_SALES)
        return
    if (asked.days.last - asked.days.first).days >= _MOST_DAYS:
        desk.say(_TOO_LONG)
        return
    found = await financial(desk, asked.days, Step.DAY)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    rows = [one for one in found.rows if isinstance(one, FinancialRow) and one.first is not None]
    currencies = {row.currency for row in rows}
    if len(currencies) != 1:
        desk.say(_MIXED if currencies else f"There are no sales {days}.")
        return
    await _say(desk, asked, rows, days)


async def _say(desk: Desk, asked: Asked, rows: Sequence[FinancialRow], days: str) -> None:
    currency = rows[0].currency
    sums: list[tuple[str, int, int]] = []
    for name, mine in _by_name(rows).items():
        orders = await _sum(desk, [str(row.orders) for row in mine], None)
        net = await _sum(desk, [decimal_text(row.net_minor, currency) for row in mine], currency)
        if orders is None or net is None:
            desk.say(_TOO_LONG)
            return
        sums.append((name, orders, net))
    place = 1 if asked.figure is Figure.ORDERS else 2
    name, orders, net = (min if asked.worst else max)(sums, key=lambda one: one[place])
    verb = "weakest" if asked.worst else "strongest"
    value = f"orders in all: {orders}" if place == 1 else f"{format_money(net, currency)} net in all"
    desk.say(f"{name} is the {verb} day of the week {days}, {value}.")
    lines = [(name, str(orders), format_money(net, currency)) for name, orders, net in sums]
    desk.say(*tables.table("By day of the week", ("day", "orders", "net"), lines))


def _by_name(rows: Sequence[FinancialRow]) -> Mapping[str, list[FinancialRow]]:
    found: dict[str, list[FinancialRow]] = {name: [] for name in _NAMES}
    for row in rows:
        if row.first is not None:
            found[_NAMES[row.first.weekday()]].append(row)
    return {name: mine for name, mine in found.items() if mine}


async def _sum(desk: Desk, terms: Sequence[str], currency: str | None) -> int | None:
    sold = [term for term in terms if float(term)]
    wanted = Calculate(expression=" + ".join(sold or terms[:1]), unit=currency)
    found = await desk.turn.tools.use(CALCULATE, wanted)
    return None if isinstance(found, Refusal) else int(found.result.replace(".", ""))
