"""Sorts what the statements of analytics return by period and question: pure arithmetic."""

from collections import Counter
from collections.abc import Iterable, Mapping

from support_ai.reports.analytics_models import (
    Approvals,
    AssistantRecord,
    Conversations,
    Deliveries,
    Orders,
    Ratings,
    Requests,
    Satisfaction,
    Tickets,
    Transcripts,
    Value,
    Way,
)
from support_ai.reports.queries import Row
from support_ai.reports.tallying import Tally, currencies, dated, net

WHOLE = -1
# By question, then by period: what was answered, counted by what it is about. `WHOLE` is the sum of what has a date.
Counted = dict[str, dict[int, Counter[str]]]


def count(rows: Iterable[Row], questions: Mapping[str, int], *, amount: int) -> Counted:
    """Return for each question the sums of a column by the column that answers it, of each period and of the whole."""
    found: Counted = {question: {} for question in questions}
    for row in rows:
        for question, column in questions.items():
            if row[column] is None:
                continue
            for period in (row[0], WHOLE) if row[0] else (0,):
                found[question].setdefault(period, Counter())[row[column]] += int(row[amount])
    return found


def by_period(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Return rows by their period, and those of all periods as `WHOLE`."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        for period in (row[0], WHOLE) if row[0] else (0,):
            found.setdefault(period, []).append(row)
    return found


def by_place(rows: Iterable[Row]) -> dict[int, Row]:
    """Return the one row of each period, and that of the whole."""
    return {WHOLE if row[0] is None else row[0]: row for row in rows}


def rate(part: int, whole: int) -> float | None:
    """Return a share, rounded to a millionth; None of nothing."""
    return round(part / whole, 6) if whole else None


def of(counted: Counted, question: str, period: int) -> dict[str, int]:
    """Return one question's counts of a period, in alphabetical order."""
    return dict(sorted(counted[question].get(period, Counter()).items()))


def orders(
    counted: Counted, sent_back: Iterable[Row], sums: Mapping[str, Counter[str]], period: int
) -> Orders:
    """Return the figures of orders of a period."""
    by_status = of(counted, "status", period)
    placed, cancelled = sum(by_status.values()), by_status.get("cancelled", 0)
    returned, exchanged, either = (sum(row[column] for row in sent_back) for column in (1, 2, 3))
    return Orders(
        placed=placed,
        by_status=by_status,
        cancelled=cancelled,
        cancel_reasons=of(counted, "reason", period),
        returned=returned,
        exchanged=exchanged,
        return_rate=rate(either, placed - cancelled),
        values=values(sums),
    )


def by_currency(sums: Tally) -> dict[int, dict[str, Counter[str]]]:
    """Return the sums of each currency by period, and of all periods as `WHOLE`."""
    found: dict[int, dict[str, Counter[str]]] = {}
    for (period, currency), one in sorted(sums.items()):
        found.setdefault(period, {})[currency] = one
    return found | {WHOLE: {currency: dated(sums, currency) for currency in currencies(sums)}}


def values(sums: Mapping[str, Counter[str]]) -> tuple[Value, ...]:
    """Return what orders cost in each currency, and how much of what was paid went back."""
    found: list[Value] = []
    for currency, mine in sums.items():
        placed, cost = mine["orders"], net(mine)
        average = (2 * cost + placed) // (2 * placed) if placed else None
        found.append(Value(currency, placed, cost, average, rate(*refunded(mine))))
    return tuple(found)


def refunded(sums: Counter[str]) -> tuple[int, int]:
    """Return what was refunded and what was paid, in minor units.

    What only went from one way to pay to another is in neither, and what is owed was not paid.
    """
    back = sums["refunds"] - sums["reversed_refunds"] - sums["refunds_payment_method"]
    paid = sums["payments"] - sums["reversed_payments"]
    return back, paid - sums["payments_payment_method"] - sums["payments_reversal"]


def requests(rows: Iterable[Row], kind: str) -> Requests:
    """Return the returns, or the exchanges, among these rows."""
    mine = [row for row in rows if row[1] == kind]
    reasons, states = Counter[str](), Counter[str]()
    for _, _, reason, status, many, _ in mine:
        reasons[reason] += many
        states[status] += many
    return Requests(
        requests=sum(row[4] for row in mine),
        pieces=sum(int(row[5]) for row in mine),
        by_reason=dict(sorted(reasons.items())),
        by_status=dict(sorted(states.items())),
    )


def deliveries(row: Row | None) -> Deliveries:
    """Return the parcels of a period."""
    if row is None or not row[1]:
        return Deliveries(0, Way(0, None, None), Way(0, None, None), 0, 0, None)
    _, parcels, shipped, on_the_way, placed, in_all, promised, late = row
    return Deliveries(
        parcels, _way(shipped, on_the_way), _way(placed, in_all), promised, late, rate(late, promised)
    )


def _way(parcels: int, seconds: list[int | None] | None) -> Way:
    return Way(parcels, *seconds) if parcels and seconds else Way(0, None, None)


def tickets(row: Row | None, states: Counted, solved: Counted, period: int) -> Tickets:
    """Return the tickets of a period."""
    _, opened, answered, seconds, late_answers, late_solutions = row or (None, 0, 0, None, 0, 0)
    times = _way(answered, seconds)
    return Tickets(
        opened=opened,
        by_status=of(states, "status", period),
        by_priority=of(states, "priority", period),
        solved=of(solved, "act", period).get("solved", 0),
        answered=answered,
        median_answer_seconds=times.median_seconds,
        p90_answer_seconds=times.p90_seconds,
        late_answers=late_answers,
        late_solutions=late_solutions,
    )


def conversations(begun: Counted, answered: Counted, acts: Counted, period: int) -> Conversations:
    """Return the conversations of a period."""
    by_caller = of(begun, "person", period)
    return Conversations(
        begun=sum(by_caller.values()),
        by_caller=by_caller,
        answered_by_colleagues=sum(of(answered, "person", period).values()),
        handed_over=of(acts, "act", period).get("conversation.hand_over", 0),
    )


def assistant(messages: Counted, acts: Iterable[Row], period: int) -> AssistantRecord:
    """Return what the assistant did in a period."""
    calls: dict[str, Counter[str]] = {}
    withheld = 0
    for _, act, outcome, many in acts:
        withheld += many if act == "guard.withhold" else 0
        if act.startswith("tool."):
            calls.setdefault(act.removeprefix("tool."), Counter())[outcome] += many
    return AssistantRecord(
        of(messages, "speaker", period),
        {tool: dict(sorted(one.items())) for tool, one in sorted(calls.items())},
        withheld,
    )


def approvals(counted: Counted, period: int) -> Approvals:
    """Return the approvals of a period."""
    by_state = of(counted, "state", period)
    return Approvals(sum(by_state.values()), by_state, of(counted, "action", period))


def ratings(rows: Iterable[Row]) -> Ratings:
    """Return the ratings of a period, as a whole and by who answered."""
    found = list(rows)
    by_side = {side: [row for row in found if row[1] == side] for side in ("assistant", "colleague")}
    return Ratings(
        _satisfaction(found), _satisfaction(by_side["assistant"]), _satisfaction(by_side["colleague"])
    )


def _satisfaction(rows: Iterable[Row]) -> Satisfaction:
    many, points, satisfied = 0, 0, 0
    for row in rows:
        many, points, satisfied = many + row[2], points + row[3], satisfied + row[4]
    return Satisfaction(many, round(points / many, 2) if many else None, rate(satisfied, many))


def transcripts(counted: Counted, period: int) -> Transcripts:
    """Return the transcripts of a period."""
    acts = of(counted, "act", period)
    return Transcripts(acts.get("transcript.download", 0), acts.get("transcript.mail", 0))
