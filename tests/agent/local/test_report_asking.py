"""Which report a manager's question asks for: topic, days, comparison and cut."""

from datetime import date

import pytest

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.report_asked import Asked, recalled
from support_ai.agent.local.report_asking import asked_for
from support_ai.agent.local.report_following import follows, is_thing_only
from support_ai.agent.local.report_products import named_in
from support_ai.agent.local.report_quarters import quarters_of
from support_ai.agent.local.report_relative import Span, earlier, earlier_span
from support_ai.agent.local.report_routing import asks_for_figures
from support_ai.agent.local.report_topics import Cut, Figure, Topic, topics_joined
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
        ("how satisfied are customers this month", Topic.RATINGS, THIS_MONTH),
        ("ratings in February", Topic.RATINGS, FEBRUARY),
        ("refund rate this month", Topic.REFUNDS, THIS_MONTH),
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


THIS_WEEK = Span(date(2026, 3, 16), TODAY)
LAST_WEEK = Span(date(2026, 3, 9), date(2026, 3, 15))


@pytest.mark.parametrize(
    ("text", "days", "before"),
    [
        ("gross revenue current week vs previous week please", THIS_WEEK, LAST_WEEK),
        ("tickets solved this week vs last", THIS_WEEK, LAST_WEEK),
        (
            "revenue last 7 days vs the 7 days before",
            Span(date(2026, 3, 12), TODAY),
            Span(date(2026, 3, 5), date(2026, 3, 11)),
        ),
        (
            "did we sell more yesterday than the same day last week",
            Span(date(2026, 3, 17), date(2026, 3, 17)),
            Span(date(2026, 3, 10), date(2026, 3, 10)),
        ),
        ("compare february with january", FEBRUARY, Span(date(2026, 1, 1), date(2026, 1, 31))),
        ("compare the last two months", FEBRUARY, Span(date(2026, 1, 1), date(2026, 1, 31))),
        ("gross vs net in february", FEBRUARY, None),
        ("are we selling more headphones than speakers this month?", THIS_MONTH, None),
        ("turnover for the first quarter of last year", Span(date(2025, 1, 1), date(2025, 3, 31)), None),
        ("orders since the first of march until today", THIS_MONTH, None),
        ("sales in the week of 10 March", LAST_WEEK, None),
        ("sales from 9/3 to 15/3", LAST_WEEK, None),
        ("sales yesterday. no sorry, I meant last week", LAST_WEEK, None),
    ],
)
def test_days_are_those_that_are_meant(text: str, days: Span, before: Span | None) -> None:
    found = _asked(text)
    assert (found.days, found.before) == (days, before)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("hm, and the one before?", Span(date(2026, 3, 2), date(2026, 3, 8))),
        ("the previous 14 days", Span(date(2026, 2, 23), date(2026, 3, 8))),
        ("and the same days last month?", Span(date(2026, 2, 9), date(2026, 2, 15))),
        ("what about the 12th?", Span(date(2026, 3, 12), date(2026, 3, 12))),
        ("only until wednesday", Span(date(2026, 3, 9), TODAY)),
        ("in orders", LAST_WEEK),
    ],
)
def test_days_may_be_told_by_those_before(text: str, days: Span) -> None:
    assert _asked(text, _asked("sales last week")).days == days


def test_follow_ups_keep_the_comparison_and_turn_the_list() -> None:
    compared = _asked("gross revenue this week vs last week")
    for text in ("as a percentage?", "and refunds?", "orders only"):
        assert _asked(text, compared).before == LAST_WEEK, text
    assert _asked("as a percentage?", compared).figure is Figure.GROSS
    sellers = _asked("what's flying off the shelves? last 30 days")
    assert (sellers.cut, sellers.worst) == (Cut.PRODUCT, False)
    worst = _asked("and the worst one?", sellers)
    assert (worst.cut, worst.worst, worst.days) == (Cut.PRODUCT, True, sellers.days)
    assert not _asked("other way round", worst).worst
    both = _asked("total for both?", _asked("and the week before?", _asked("sales last week")))
    assert both.days == Span(date(2026, 3, 2), date(2026, 3, 15))


def test_a_thing_alone_is_told_from_days_and_directions() -> None:
    assert is_thing_only("and the mugs?")
    for text in ("compared with march?", "And the opposite?", "and the 10th", "14 days"):
        assert not is_thing_only(text), text
    together = _asked("january and february together")
    assert (together.days, together.before) == (Span(date(2026, 1, 1), date(2026, 2, 28)), None)


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
    assert unkept_in("what's our NPS") == "satisfaction"
    assert unkept_in("how satisfied are customers") is None
    assert unkept_in("sales last week by product") is None


def test_a_list_of_orders_is_no_report() -> None:
    assert asks_for_figures("which orders are late") is None
    assert asks_for_figures("show me all orders today") is None
    assert asks_for_figures("what did we turn over last month?") is Intent.SALES_REPORT


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("AOV last 30 days", Intent.SALES_REPORT),
        ("which day of the week is strongest", Intent.SALES_REPORT),
        ("walk me through last month", Intent.ANALYTICS),
        ("was monday better than tuesday", Intent.ANALYTICS),
        ("so like, what was the, um, total of last week", Intent.SALES_REPORT),
        ("how many support tickets have been raised in the last 30 days", Intent.TICKETS_REPORT),
        ("unanswered questions?", Intent.ANALYTICS),
    ],
)
def test_strangers_words_for_a_report(text: str, intent: Intent) -> None:
    assert asks_for_figures(text) is intent


def test_topics_that_are_joined_are_both_told() -> None:
    assert topics_joined("returns vs exchanges this year") == (Topic.RETURNS, Topic.EXCHANGES)
    assert topics_joined("revenue and sales of last week") == ()


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


def test_a_month_so_far_is_compared_as_that_month() -> None:
    asked = _asked("set March to date beside February, in sales")
    assert (asked.days, asked.before) == (THIS_MONTH, FEBRUARY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("sales of December, January and February", Span(date(2025, 12, 1), date(2026, 2, 28))),
        ("compare the sales of the past three months", Span(date(2025, 12, 1), date(2026, 2, 28))),
    ],
)
def test_more_than_two_months_are_set_side_by_side(text: str, days: Span) -> None:
    asked = _asked(text)
    assert (asked.days, asked.before, asked.by) == (days, None, Step.MONTH)


def test_quarters_are_a_cut_of_their_own() -> None:
    asked = _asked("turnover of last year, quarter by quarter")
    assert (asked.cut, asked.by) == (Cut.QUARTER, None)
    spans = list(quarters_of(Span(date(2026, 2, 10), date(2026, 7, 3))))
    assert spans == [
        Span(date(2026, 2, 10), date(2026, 3, 31)),
        Span(date(2026, 4, 1), date(2026, 6, 30)),
        Span(date(2026, 7, 1), date(2026, 7, 3)),
    ]


def test_the_same_days_of_a_month_are_no_whole_month() -> None:
    asked = asked_for(
        "sales this month compared with the same days of last month",
        Intent.SALES_REPORT,
        date(2026, 3, 28),
        None,
    )
    assert asked is not None
    assert asked.before == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert earlier("than the same days of last month", Span(date(2026, 5, 1), date(2026, 5, 29))) == Span(
        date(2026, 4, 1), date(2026, 4, 29)
    )
