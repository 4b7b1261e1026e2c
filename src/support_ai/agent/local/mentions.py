"""The things a message speaks of: noun phrases that may name an item, to be looked for among an order's items."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from support_ai.agent.local.entity import Entity, EntityType

_NOT_ITEMS = Path(__file__).parent / "words" / "not_items.txt"
_TOKEN = re.compile(r"[€$£₹]?[A-Za-z0-9\u00c0-\u024f][\w'\u2019&+/-]*|[^\w\s]|\n")
_OPENERS = frozenset(
    ("the", "a", "an", "my", "this", "that", "these", "those", "his", "her", "our", "their", "your")
)
_ONES = frozenset(("one", "ones"))
_LONGEST = 6
_SUFFIXES = (
    ("ies", "y"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("ves", "f"),
    ("s", ""),
)
# What is surely something else ends a phrase.
_BORDERS = frozenset(
    {EntityType.ORDER_NUMBER, EntityType.CUSTOMER_NUMBER, EntityType.TICKET_NUMBER, EntityType.RETURN_NUMBER,
     EntityType.EMAIL, EntityType.PHONE, EntityType.CODE, EntityType.ADDRESS, EntityType.POSTAL_CODE, EntityType.NAME,
     EntityType.DAYS, EntityType.PAYMENT, EntityType.REASON, EntityType.STATUS, EntityType.GROUPING, EntityType.QUANTITY}
)  # fmt: skip

_NAMED = frozenset({EntityType.AMOUNT, EntityType.OPTION, EntityType.COMPARISON, EntityType.PLACE})


@cache
def _not_items() -> frozenset[str]:
    lines = _NOT_ITEMS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("# ") for word in line.split())


def singular(word: str) -> str:
    """Return a word without the ending of its plural: `lamps` and `lamp` are alike, `glasses` stays with `glass`."""
    lower = word.lower().removesuffix("'s").removesuffix("\u2019s")
    if len(lower) > 3 and not lower.endswith(("ss", "us", "is")):
        for ending, instead in _SUFFIXES:
            if lower.endswith(ending):
                return lower.removesuffix(ending) + instead
    return lower


def mentions(text: str, known: Sequence[Entity]) -> Iterator[Entity]:
    """Yield phrases without their article, given what the text names otherwise."""
    borders = [one for one in known if one.type in _BORDERS]
    for found in _phrases(text, borders):
        # `15 euros` and `navy` have their own kinds, `the navy one` is something to look for.
        own = any(one.start <= found.start and found.end <= one.end for one in known if one.type in _NAMED)
        if not own:
            yield found


def _phrases(text: str, borders: Sequence[Entity]) -> Iterator[Entity]:
    run: list[re.Match[str]] = []
    opened = False
    for match in _TOKEN.finditer(text):
        word = match[0].lower().replace("\u2019", "'")
        if any(one.start <= match.start() < one.end for one in borders):
            yield from _phrase(run, text)
            run, opened = [], False
        elif word in _ONES and (run or opened) and not _after_article(run, opened):
            yield from _phrase([*run, match], text)
            run, opened = [], False
        elif word in _OPENERS or word in _not_items() or not re.match(r"[€$£₹\w]", word):
            # `gift box` and `phone case`: a word of ours belongs to a name once the name has begun.
            if run and word in _JOINED:
                run.append(match)
                continue
            yield from _phrase(run, text)
            run, opened = [], word in _OPENERS
        else:
            run.append(match)
    yield from _phrase(run, text)


_JOINED = frozenset(("case", "box", "card", "stand", "set", "phone"))


def _after_article(run: list[re.Match[str]], opened: bool) -> bool:  # noqa: FBT001 - private, and read at once
    """Tell `the one` (a reference, no phrase) from `the blue one`."""
    return opened and not run


def _phrase(run: list[re.Match[str]], text: str) -> Iterator[Entity]:
    chosen = run[-_LONGEST:]
    if not chosen:
        return
    start, end = chosen[0].start(), chosen[-1].end()
    written = re.sub(r"['\u2019]s$", "", text[start:end])
    letters = sum(character.isalpha() for character in written)
    if letters >= 2 and not (len(chosen) == 1 and chosen[0][0].lower() in _ONES):
        yield Entity(EntityType.ITEM, " ".join(written.lower().split()), start, start + len(written))
