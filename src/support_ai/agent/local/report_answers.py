"""Answers to managers' questions on how the shop does: words first, then a table."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from support_ai.access.permission import Permission, permits
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import changing, report_books, report_counts
from support_ai.agent.local import report_tables as tables
from support_ai.agent.local import report_words as words
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_asked import Asked, recalled
from support_ai.agent.local.report_asking import WITHOUT_REASONS, asked_for
from support_ai.agent.local.report_comparing import compare
from support_ai.agent.local.report_following import is_thing_only
from support_ai.agent.local.report_product_words import NO_SUCH_PRODUCT
from support_ai.agent.local.report_products import named_in, products, with_items
from support_ai.agent.local.report_quarters import quarters
from support_ai.agent.local.report_rates import NO_SHARE
from support_ai.agent.local.report_reading import today_of
from support_ai.agent.local.report_relative import without_relative
from support_ai.agent.local.report_routing import REPORTS, on_report
from support_ai.agent.local.report_topics import Cut, Figure, Topic, topics_joined
from support_ai.agent.local.report_unkept import UNKEPT, unkept_in
from support_ai.agent.local.report_weekdays import weekdays
from support_ai.agent.local.report_why import why

_CHOICES = ("Sales this month", "Refunds this month", "Returns by reason", "Tickets this week")
_SOLD = frozenset({Topic.SALES, Topic.OVERVIEW})
_PAID = frozenset({Topic.MONEY, Topic.SALES})
Answer = Callable[[Desk, Asked, str], Awaitable[None]]


async def report(desk: Desk) -> None:
    """Answer a question on the shop's figures; the next one may leave out what stays the same."""
    if not permits(desk.turn.person, Permission.ANALYTICS_READ):
        desk.keep(replace(desk.memory, last_intent=Intent.ANALYTICS.value))
        changing.not_permitted(desk, words.NOT_PERMITTED if desk.is_staff else words.NOT_PERMITTED_CUSTOMER)
        return
    unkept = unkept_in(desk.text)
    # `And sales the week before?` is before the days that were shown, whatever was spoken of since.
    goes_back = on_report(desk.before) or without_relative(desk.text) != desk.text
    before = recalled(desk.before.last_report) if goes_back else None
    asked = asked_for(desk.text, Intent(desk.wish.intent), today_of(desk), before, desk.turn.text)
    if unkept is not None:
        desk.say(UNKEPT[unkept])
        if unkept != "profit" or asked is None:
            return
    if asked is None:
        desk.say(words.WHICH_REPORT)
        desk.show(ChoicesCard(_CHOICES))
        return
    if before is not None and is_thing_only(desk.text) and not await _is_product(desk):
        desk.say(NO_SUCH_PRODUCT)
        return
    if desk.wish.values(EntityType.PAYMENT) and asked.topic in _PAID and asked.cut is None:
        asked = replace(asked, cut=Cut.METHOD)
    asked = await with_items(desk, asked)
    for topic in topics_joined(desk.text) or (asked.topic,):
        asked = replace(asked, topic=topic)
        await _answer(desk, asked)
    desk.keep(replace(desk.memory, last_report=asked.dump(), last_intent=REPORTS[asked.topic].value))
    if asked.usual and not (asked.figure is Figure.OPEN and asked.topic is Topic.TICKETS):
        desk.say(words.USUAL_DAYS)


async def _answer(desk: Desk, asked: Asked) -> None:
    days = tables.span_name(asked.days, today_of(desk))
    if asked.cut is Cut.REASON and asked.topic in WITHOUT_REASONS:
        await why(desk, asked, today_of(desk))
    elif asked.cut is Cut.WEEKDAY:
        await weekdays(desk, asked, days)
    elif asked.cut is Cut.QUARTER:
        await quarters(desk, asked, days)
    elif asked.before is not None:
        await compare(desk, asked, asked.before, today_of(desk))
    elif await products(desk, asked, days, today_of(desk)):
        pass
    elif asked.cut is Cut.STATUS and asked.topic in _SOLD:
        await report_counts.statuses(desk, asked, days)
    elif asked.cut is Cut.METHOD:
        await report_books.methods(desk, asked, days)
    else:
        await _ANSWERS[asked.topic](desk, asked, days)
        if asked.figure is Figure.RATE and asked.topic in _PAID:
            desk.say(NO_SHARE)


async def _is_product(desk: Desk) -> bool:
    """Tell whether the words name something that the shop sells."""
    return bool(named_in(desk.text, [one.name for one in await desk.facts.products()]))


_ANSWERS: Mapping[Topic, Answer] = MappingProxyType(
    {
        Topic.SALES: report_books.sales,
        Topic.MONEY: report_books.money,
        Topic.REFUNDS: report_books.refunds,
        Topic.GIVEN: report_books.given,
        Topic.RETURNS: report_counts.requests,
        Topic.EXCHANGES: report_counts.requests,
        Topic.CANCELLATIONS: report_counts.cancellations,
        Topic.DELIVERIES: report_counts.deliveries,
        Topic.TICKETS: report_counts.tickets,
        Topic.ASSISTANT: report_counts.assistant,
        Topic.APPROVALS: report_counts.approvals,
        Topic.RATINGS: report_counts.ratings,
        Topic.OVERVIEW: report_counts.overview,
    }
)
