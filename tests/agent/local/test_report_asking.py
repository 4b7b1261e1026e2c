"""Which report a manager's question asks for: topic, days, comparison and cut."""

from datetime import date

import pytest

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_asked import Asked, recalled
from support_ai.agent.local.report_asking import asked_for
from support_ai.agent.local.report_following import follows
from support_ai.agent.local.report_products import named_in
from support_ai.agent.local.report_relative import Span, earlier_span
from support_ai.agent.local.report_routing import asks_for_figures
from support_ai.agent.local.report_topics import Cut, Figure, Topic
from support_ai.agent.local.report_unkept import unkept_in
from support_ai.reports.periods import Step

TODAY = date(2026, 3, 18)
THIS_MONTH = Span(date(2026, 3, 1), TODAY)
FEBRUARY = Span(date(2026, 2, 1), date(2026, 2, 28))


def _asked(text: str, before: Asked | None = None) -> Asked:
    found = asked_for(text, Intent.SALES_REPORT, TODAY, before)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "topic", "days"),
    [
        ("hw much did we sel yestrday", Topic.SALES, Span(date(2026, 3, 17), date(2026, 3, 17))),
        ("Sales in February, please", Topic.SALES, FEBRUARY),
        ("how much went back to customers this month", Topic.REFUNDS, THIS_MONTH),
        ("returns of last month by reason", Topic.RETURNS, FEBRUARY),
        ("how many chats did the bot hand over this month", Topic.ASSISTANT, THIS_MONTH),
        ("sales for March so far", Topic.SALES, THIS_MONTH),
    ],
)
def test_topic_and_days_are_read(text: str, topic: Topic, days: Span) -> None:
    found = _asked(text)
    assert (found.topic, found.days, found.before) == (topic, days, None)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("compare February and March so far", FEBRUARY),
        ("did we sell more this month than last month?", FEBRUARY),
        ("are sales going up?", FEBRUARY),
        ("sales this month against the same month last year", Span(date(2025, 3, 1), date(2025, 3, 18))),
    ],
)
def test_comparisons_put_the_earlier_days_second(text: str, before: Span) -> None:
    found = _asked(text)
    assert (found.days, found.before) == (THIS_MONTH, before)


def test_a_follow_up_keeps_what_it_does_not_change() -> None:
    first = _asked("sales last month")
    weekly = _asked("and by week?", first)
    assert (weekly.topic, weekly.days, weekly.by) == (Topic.SALES, FEBRUARY, Step.WEEK)
    earlier = _asked("and the month before?", weekly)
    assert (earlier.days, earlier.by) == (Span(date(2026, 1, 1), date(2026, 1, 31)), Step.WEEK)
    assert _asked("and refunds?", earlier).topic is Topic.REFUNDS
    assert _asked("and March", earlier).days == THIS_MONTH
    assert recalled(weekly.dump()) == weekly


def test_only_short_changes_follow_a_report() -> None:
    for text in (
        "and by week?",
        "what about last month",
        "split that by day please",
        "is it better than last week?",
    ):
        assert follows(text), text
    for text in (
        "refund 20 dollars on ORD-456, the bottle was scratched",
        "Michael Chen would like a replacement for his lamp",
    ):
        assert not follows(text), text


def test_figures_and_cuts_are_read() -> None:
    assert _asked("average value of an order in the last 30 days?").figure is Figure.AVERAGE
    assert _asked("what brought in the most money this month, by product").cut is Cut.PRODUCT
    assert _asked("what do people pay with").cut is Cut.METHOD
    assert _asked("why do people return things").cut is Cut.REASON
    assert _asked("top 3 products").top == 3
    assert _asked("our worst sellers").worst


def test_what_no_report_holds_is_known() -> None:
    assert unkept_in("what's our profit margin") == "profit"
    assert unkept_in("who solved the most tickets") == "colleague"
    assert unkept_in("sales last week by product") is None


def test_a_list_of_orders_is_no_report() -> None:
    assert asks_for_figures("which orders are late") is None
    assert asks_for_figures("show me all orders today") is None
    assert asks_for_figures("what did we turn over last month?") is Intent.SALES_REPORT


def test_the_days_before_others() -> None:
    monday = date(2026, 3, 16)
    assert earlier_span(Span(monday, TODAY), "period") == Span(date(2026, 3, 9), date(2026, 3, 15))
    assert earlier_span(FEBRUARY, "period") == Span(date(2026, 1, 1), date(2026, 1, 31))
    assert earlier_span(FEBRUARY, "year") == Span(date(2025, 1, 1), date(2025, 12, 31))


def test_products_are_named_in_many_ways() -> None:
    names = ["Wireless Headphones", "Smart Watch", "Desk Lamp", "Running Shoes"]
    assert named_in("how many headphones did we sell", names) == ["Wireless Headphones"]
    assert named_in("sold any smart watches?", names) == ["Smart Watch"]
    assert named_in("how is business", names) == []
