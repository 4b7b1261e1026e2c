"""What happens next in a conversation and when: sentences that are true, from the shop's hours and its own targets.

Nothing is promised that the owner does not: a time for the answer is the shop's target for tickets of normal priority, said
as a target. Times are those of the shop's clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from support_ai.conversations.models import HandledBy
from support_ai.shop.calendar import closing, due_at, holiday, is_open, next_opening
from support_ai.shop.hours import Hours

_DAY = timedelta(days=1)
_WEEK_DAYS = 6
_ASSISTANT = "The assistant answers here."


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next, in sentences, with the moments that they name.

    `opens_at` is set while it is closed, `closes_at` while it is open and closes, `answer_by` is the target for the first
    answer to whoever waits, `ahead` how many wait for longer where that was asked.
    """

    handled_by: HandledBy
    sentences: tuple[str, ...]
    is_open: bool
    time_zone: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    answer_by: datetime | None = None
    ahead: int | None = None
    # When somebody works, as a sentence of its own.
    opening: str = ""

    @property
    def text(self) -> str:
        """Return the sentences as one text."""
        return " ".join(self.sentences)


def what_next(
    handled_by: HandledBy,
    hours: Hours,
    zone: ZoneInfo,
    now: datetime,
    *,
    waiting_since: datetime | None = None,
    ahead: int | None = None,
    is_colleagues: bool = False,
) -> Next:
    """Return what happens next; `waiting_since` is when somebody began to wait, `ahead` how many wait for longer.

    In a colleague's own conversation nobody but the assistant answers.
    """
    opens = next_opening(hours, zone, now)
    opened = is_open(hours, zone, now)
    closes = closing(hours, zone, now) if opened else None
    answer_by = None
    if handled_by is HandledBy.WAITING:
        answer_by = due_at(hours, zone, waiting_since or now, hours.targets.normal.first_answer)
    moments = _Moments(
        zone, now, opened, closes, opens, _whole_day(hours, zone, now), holiday(hours, zone, now)
    )
    said = [_ASSISTANT] if is_colleagues else _sentences(handled_by, moments, answer_by, ahead)
    return Next(
        handled_by,
        tuple(said),
        opened,
        str(zone),
        opens_at=None if opened else opens,
        closes_at=closes,
        answer_by=answer_by,
        ahead=ahead,
        opening=_opening(moments),
    )


@dataclass(frozen=True, slots=True)
class _Moments:
    """The shop's clock: what it shows now, and when it opens or closes next."""

    zone: ZoneInfo
    now: datetime
    is_open: bool
    closes: datetime | None
    opens: datetime | None
    is_closed_all_day: bool
    holiday: str | None

    def clock(self, moment: datetime) -> str:
        """Return the time of a moment, as the shop's clock shows it."""
        return moment.astimezone(self.zone).strftime("%H:%M")

    def at(self, moment: datetime) -> str:
        """Return a moment as people say it: today, tomorrow, on a day of this week, or on a date."""
        there, here = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        days = (there.date() - here.date()).days
        if days == 0:
            day = "today"
        elif days == 1:
            day = "tomorrow"
        elif 1 < days <= _WEEK_DAYS:
            day = f"on {there:%A}"
        else:
            day = f"on {there:%A}, {there.day} {there:%B}"
            day += "" if there.year == here.year else f" {there.year}"
        return f"{day} at {self.clock(moment)}"

    def until(self, moment: datetime) -> str:
        """Return the end of an opening: midnight is 24:00 of its day."""
        there, here = moment.astimezone(self.zone), self.now.astimezone(self.zone)
        if self.clock(moment) == "00:00" and there.date() - here.date() == _DAY:
            return "24:00"
        return self.clock(moment) if there.date() == here.date() else self.at(moment)


def _sentences(
    handled_by: HandledBy, moments: _Moments, answer_by: datetime | None, ahead: int | None
) -> list[str]:
    match handled_by:
        case HandledBy.ASSISTANT:
            return [_ASSISTANT, "You can ask for a person at any time."]
        case HandledBy.CLOSED:
            return ["This conversation is closed. Write here to open it again."]
        case HandledBy.COLLEAGUE:
            return ["A colleague answers you here.", *([] if moments.is_open else [_opening(moments)])]
        case HandledBy.WAITING:
            return _waiting(moments, answer_by, ahead)
        case _:
            assert_never(handled_by)


def _waiting(moments: _Moments, answer_by: datetime | None, ahead: int | None) -> list[str]:
    if moments.opens is None or answer_by is None:
        return [
            "This conversation is in our colleagues' queue.",
            "We have no opening hours at present, so that we cannot say when somebody answers.",
            "Until then the assistant goes on answering.",
        ]
    said = ["A colleague will answer here."]
    if ahead:
        said.append(
            "One conversation waits for longer than yours."
            if ahead == 1
            else f"{ahead} conversations wait for longer than yours."
        )
    said.append(_opening(moments))
    if answer_by >= moments.now:
        said.append(f"The target for a first answer is {moments.at(answer_by)}.")
    else:
        said.append("The target for a first answer has passed: we are sorry that it takes longer.")
    said.append("Until then the assistant goes on answering.")
    return said


def _opening(moments: _Moments) -> str:
    if moments.is_open:
        return (
            "We are open."
            if moments.closes is None
            else f"We are open until {moments.until(moments.closes)}."
        )
    if moments.opens is None:
        return "We are closed at present."
    when = "today" if moments.is_closed_all_day else "now"
    why = "" if moments.holiday is None else f" ({moments.holiday})"
    return f"We are closed {when}{why}; we open again {moments.at(moments.opens)}."


def _whole_day(hours: Hours, zone: ZoneInfo, now: datetime) -> bool:
    """Tell whether it opens on none of the times of today."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    first = next_opening(hours, zone, midnight)
    return first is None or first.astimezone(zone).date() > midnight.date()
