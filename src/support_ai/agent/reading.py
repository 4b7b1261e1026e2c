"""One reading of a text: everything in it that has to be known before it may be said."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from support_ai.agent.contacts import contacts, phones
from support_ai.agent.dates import named_days, readers
from support_ai.agent.figures import amounts, counts, spelled
from support_ai.agent.found import Found, Kind

Spanned = tuple[Found, int, int]
# A name of a thing: letters and digits together, or a long row of digits.
_NAME = re.compile(
    r"(?<![\w-])#?[A-Za-z]{1,5}(?:-\d|\d{2})[\w-]*|(?<!\w)#\s?\d[\w-]*|(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![\w-])[a-zA-Z]{1,20}_[\w]*\d{3}[\w]*|(?<!\w)#[A-Za-z][A-Za-z-]{0,30}\d[\w-]*|(?<![\w-])[A-Za-z]{6,30}-?\d[\w-]*"
)
_LONG_NUMBER = re.compile(r"(?<![\w.,-])\d{5,}(?![\w-])|(?<![\w-])\d+[A-Za-z]+\d[\w-]*(?![\w])")
# Longer ones seldom come again.
_SHORT = 200
_YEAR_FIRST = re.compile(r"\d{4}-\d\d-\d\d")


def bare(name: str) -> str:
    """Return a name in capitals without punctuation: `#w-12` is `W12`."""
    return re.sub(r"[^0-9A-Z]", "", name.upper())


def _names(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Spanned]]:
    def read(text: str) -> Iterator[Spanned]:
        for match in pattern.finditer(text):
            if not _YEAR_FIRST.match(match[0]):
                yield (
                    Found(Kind.NAME, frozenset((bare(match[0]),)), match.start()),
                    match.start(),
                    match.end(),
                )

    return read


def read(text: str, today: date | None) -> tuple[Found, ...]:
    """Return what stands in a folded text; each stretch is read once, by what tells most of it."""
    return _read_often(text, today) if len(text) <= _SHORT else _read(text, today)


@lru_cache(maxsize=2048)
def _read_often(text: str, today: date | None) -> tuple[Found, ...]:
    """Remember short texts: names of products, statuses and the assistant's own sentences come again with every turn."""
    return _read(text, today)


def _read(text: str, today: date | None) -> tuple[Found, ...]:
    text = text.replace("\u0130", "I").replace("24/7", "    ")
    small = text.lower()
    found = [*spelled(small), *named_days(small, today)]
    steps: list[tuple[Callable[[str], Iterator[Spanned]], bool]] = [(contacts, True)]
    if any(letter.isdigit() for letter in small):
        steps += [(amounts, False), (_names(_NAME), False), *((one, True) for one in readers())]
        steps += [(phones, True), (_names(_LONG_NUMBER), False), (counts, True)]
    rest = text
    for step, is_small in steps:
        spans = [*step(rest.lower() if is_small else rest)]
        found += [one for one, _, _ in spans]
        rest = _without(rest, spans)
    return tuple(found)


def _without(text: str, spans: list[Spanned]) -> str:
    parts: list[str] = []
    reached = 0
    for _, begin, end in sorted(spans, key=lambda span: span[1:]):
        if begin >= reached:
            parts += [text[reached:begin], "\x00" * (end - begin)]
            reached = end
    return "".join([*parts, text[reached:]])
