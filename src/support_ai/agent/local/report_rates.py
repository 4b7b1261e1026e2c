"""Shares that reports hold, or that are reckoned from two of their counts."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from support_ai.agent.brain import Refusal
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.report_reading import analytics
from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_topics import Topic
from support_ai.agent.tools.calculating import CALCULATE, PERCENT, Calculate
from support_ai.reports.analytics_models import Figures

# Of what each share is.
OF: Mapping[Topic, str] = MappingProxyType(
    {
        Topic.RETURNS: "of the orders of these days came back or were to be exchanged",
        Topic.EXCHANGES: "of the orders of these days came back or were to be exchanged",
        Topic.REFUNDS: "of what was paid went back",
        Topic.CANCELLATIONS: "of the orders are cancelled",
        Topic.ASSISTANT: "of the conversations were handed over",
        Topic.DELIVERIES: "of the parcels with a promised day came late",
    }
)
NO_SHARE = (
    "A share needs something that it is a share of. I can tell the refund rate, the return rate, the share of "
    "cancelled orders, of late parcels and of conversations handed over, and how payments are shared among the methods."
)


async def share(desk: Desk, part: str, whole: str) -> str | None:
    """Return what share one figure is of another, as percent; None of nothing."""
    found = await desk.turn.tools.use(
        CALCULATE, Calculate(expression=f"({part}) / ({whole}) * 100", unit=PERCENT)
    )
    return None if isinstance(found, Refusal) else f"{found.result.removesuffix('.0')}%"


async def rate(desk: Desk, topic: Topic, whole: Figures) -> str | None:
    """Return the share that belongs to a topic."""
    orders, talks = whole.orders, whole.conversations
    match topic:
        case Topic.RETURNS | Topic.EXCHANGES:
            held = orders.return_rate
        case Topic.REFUNDS:
            held = next((one.refund_rate for one in orders.values if one.refund_rate is not None), None)
        case Topic.DELIVERIES:
            held = whole.deliveries.late_share
        case Topic.CANCELLATIONS:
            return await share(desk, str(orders.cancelled), str(orders.placed)) if orders.placed else None
        case Topic.ASSISTANT:
            return await share(desk, str(talks.handed_over), str(talks.begun)) if talks.begun else None
        case _:
            return None
    return None if held is None else tables.percent(held)


async def compare_rates(desk: Desk, topic: Topic, spans: Sequence[Span], names: Sequence[str]) -> None:
    """Say a share of two spans of days."""
    for span, name in zip(spans, names, strict=True):
        found = await analytics(desk, span, None)
        if isinstance(found, Refusal):
            desk.say(found.sentence)
            return
        said = await rate(desk, topic, found.whole)
        desk.say(
            f"{tables.capital(name)}: {said} {OF[topic]}."
            if said
            else f"{tables.capital(name)}: there is nothing to take a share of."
        )
