"""What may be spoken of, kept so that every usual way of saying it is recognised."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from support_ai.agent.contacts import phone_key
from support_ai.agent.dates import keys_of, weekdays_between
from support_ai.agent.figures import decimals, shortest
from support_ai.agent.found import Found, Kind
from support_ai.agent.reading import bare, read
from support_ai.core.letters import folded

_ANY_NAME = re.compile(r"[\w-]+(?:/[\w-]+)*")
_SPACED_NAME = re.compile(r"(?<![A-Za-z])([A-Za-z]{1,5})[ #:]{1,2}(\d[\w-]*)")
_NUMBER = re.compile(r"\d(?:[\d.,']{0,30}\d)?")
_DIGITS = re.compile(r"\+?\d[\d\s().-]{5,30}\d")
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Of each kind, so many are kept between turns: the newest.
_KEPT = 600
_KEPT_KINDS = (Kind.AMOUNT, Kind.COUNT, Kind.LOOSE, Kind.DAY, Kind.TIME, Kind.NAME)


class Known:
    """A set of things by kind; `seeds` are what was learnt, the rest follows from them."""

    def __init__(self, today: date | None) -> None:
        """Begin with nothing, on a day of the shop."""
        self._today = today
        self._seeds: dict[Kind, dict[str, None]] = {kind: {} for kind in Kind}
        self._keys: dict[Kind, set[str]] = {kind: set() for kind in Kind}

    def holds(self, found: Found) -> bool:
        """Tell whether any of what something may mean is known."""
        return not self._keys[found.kind].isdisjoint(found.options)

    def holds_number(self, values: Iterable[str]) -> bool:
        """Tell whether a number is known, with whichever unit."""
        return not self._keys[Kind.LOOSE].isdisjoint(values)

    def add(self, kind: Kind, seed: str) -> None:
        """Learn one thing, and what it is called otherwise."""
        self._seeds[kind].pop(seed, None)
        self._seeds[kind][seed] = None
        self._keys[kind].add(seed)
        self._follow(kind, seed)

    def _follow(self, kind: Kind, seed: str) -> None:
        if kind is Kind.AMOUNT:
            value = seed.partition(" ")[0]
            self._keys[kind].add(f"{value} *")
            self._keys[Kind.LOOSE].add(value)
        elif kind is Kind.DAY:
            self._follow_day(seed)

    def _follow_day(self, seed: str) -> None:
        if _FULL_DAY.fullmatch(seed) and not seed.endswith("-00"):
            try:
                day = date.fromisoformat(seed)
            except ValueError:
                return
            self._keys[Kind.DAY].update(keys_of(day))
            self._keys[Kind.LOOSE].add(str(day.year))
            if self._today is not None:
                self._keys[Kind.COUNT].add(f"{abs((day - self._today).days) * 1440} time")
        elif seed.startswith("0-"):
            self._keys[Kind.DAY].update((f"any:{seed}", f"{seed[:-2]}00"))

    def add_day(self, day: date) -> None:
        """Learn a day."""
        self.add(Kind.DAY, day.isoformat())

    def add_moment(self, moment: datetime) -> None:
        """Learn a moment of the shop's time zone: its day and its time."""
        self.add_day(moment.date())
        self.add(Kind.TIME, f"t:{moment.hour * 60 + moment.minute}")

    def add_duration(self, length: timedelta) -> None:
        """Learn how long something takes, in minutes and in whole days."""
        minutes = int(abs(length).total_seconds()) // 60
        for value in {minutes, minutes // 60 * 60, minutes // 1440 * 1440}:
            self.add(Kind.COUNT, f"{value} time")

    def add_number(self, number: int | Decimal) -> None:
        """Learn how many of something there are."""
        whole, _, fraction = format(abs(Decimal(number)), "f").partition(".")
        self.add(Kind.LOOSE, shortest(whole, fraction))
        self.add(Kind.COUNT, f"{shortest(whole, fraction)} thing")

    def add_text(self, text: str) -> None:
        """Learn everything that a text holds."""
        plain = folded(text)
        for kind, options in {(found.kind, found.options) for found in read(plain, self._today)}:
            for option in options:
                self._add_option(kind, option)
        for number in _NUMBER.findall(plain):
            for value in decimals(number):
                self.add(Kind.LOOSE, value)
        self._add_names(plain)
        for key in weekdays_between(plain.lower()):
            self.add(Kind.DAY, key)

    def _add_option(self, kind: Kind, option: str) -> None:
        value, _, code = option.partition(" ")
        if kind is Kind.AMOUNT and code == "?":
            return
        self.add(kind, f"{value} ?" if kind is Kind.AMOUNT and code == "*" else option)

    def _add_names(self, plain: str) -> None:
        for name in _ANY_NAME.findall(plain):
            if any(letter.isdigit() for letter in name):
                self.add(Kind.NAME, bare(name))
        for one, two in _SPACED_NAME.findall(plain):
            self.add(Kind.NAME, bare(one + two))
        for digits in _DIGITS.findall(plain):
            self._keys[Kind.CONTACT].add(phone_key(re.sub(r"\D", "", digits)))

    def dump(self) -> dict[str, list[str]]:
        """Return what was learnt as texts by kind, the newest of each; of people nothing but numbers, names of things and days."""
        return {kind.value: [*self._seeds[kind]][-_KEPT:] for kind in _KEPT_KINDS if self._seeds[kind]}

    def load(self, kept: Mapping[str, Iterable[str]]) -> None:
        """Learn again what was dumped; kinds that are none are left out."""
        for kind in _KEPT_KINDS:
            for seed in kept.get(kind.value, ()):
                self.add(kind, seed)
