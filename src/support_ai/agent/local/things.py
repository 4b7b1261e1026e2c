"""Which of some things a text names: by the words of their names, by other names for the same, through slips of the hand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from support_ai.agent.local.entity import Entity
from support_ai.agent.local.mentions import singular
from support_ai.agent.local.spelling import is_english

_ALIKE = Path(__file__).parent / "words" / "alike.txt"
_WORD = re.compile(r"[^\W_][\w'\u2019-]*")
_SHORTEST_SLIP, _LONG = 5, 8
# These come in twos and are one thing: their plural does not say how many are meant.
_PAIRS = frozenset(
    ("shoe", "sneaker", "trainer", "runner", "boot", "headphone", "earphone", "earbud", "trouser", "pant", "jean", "glass", "sock", "glove", "scissor", "short", "legging", "slipper", "sandal", "tight")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Where a text names something, which of the things may be meant, and whether in the plural."""

    start: int
    end: int
    which: frozenset[int]
    is_plural: bool


@cache
def _groups() -> dict[str, frozenset[str]]:
    lines = _ALIKE.read_text(encoding="utf-8").splitlines()
    groups = [frozenset(line.split()) for line in lines if line and not line.startswith("#")]
    return {word: group for group in groups for word in group}


def _vocabulary(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that name a thing by itself, and those that only tell which."""
    words = [singular(word) for word in _WORD.findall(name.lower())]
    if not words:
        return frozenset(), frozenset()
    head = words[-1]
    heads = {head, *_groups().get(head, ()), *head.split("-")[-1:]}
    return frozenset(heads), frozenset(words[:-1])


def _fits(word: str, vocabulary: Iterable[str]) -> bool:
    one = singular(word)
    if one in vocabulary:
        return True
    if len(one) < _SHORTEST_SLIP or is_english(word) or is_english(one):
        return False
    slips = 2 if len(one) >= _LONG else 1
    return any(
        len(other) >= _SHORTEST_SLIP and OSA.distance(one, other, score_cutoff=slips) <= slips
        for other in vocabulary
    )


def named(text: str, names: Sequence[str], phrases: Sequence[Entity] = ()) -> tuple[Named, ...]:
    """Return where a text names one of the things with these names, from left to right.

    A word that only tells which (`wireless`) names a thing beside its own word, or within one of the `phrases`.
    """
    vocabularies = [_vocabulary(name) for name in names]
    found: list[Named] = []
    before: Named | None = None
    for match in _WORD.finditer(text.lower()):
        word = match[0].replace("\u2019", "'")
        by_head = frozenset(n for n, (heads, _) in enumerate(vocabularies) if _fits(word, heads))
        by_rest = frozenset(n for n, (_, rest) in enumerate(vocabularies) if _fits(word, rest))
        inside = any(one.start <= match.start() < one.end for one in phrases)
        is_plural = bool(by_head) and singular(word) != word.removesuffix("'s")
        one = Named(match.start(), match.end(), by_head or by_rest, is_plural)
        if by_head or (by_rest and (inside or _stands_beside(found[-1:], match.start(), text))):
            if before is not None and _stands_beside([before], one.start, text):
                _join(found, before, text) if before.which & one.which else None
            _join(found, one, text)
        before = one if one.which and not by_head else None
    return tuple(found)


# `the bottle from the headphone order`, `the box with the lamp and the watch`: such things only tell which order is meant.
_PARCEL = r"(?:orders?|ord|parcel|package|packet|box|purchase|delivery|shipment)"
_IS_ORDER = re.compile(rf"(?:['\u2019]s)? {_PARCEL}\b(?!:? ?#?\w*-?\d)", re.IGNORECASE)
_HOLDS = re.compile(
    rf"\b(?:{_PARCEL}|the one)(?: \w+){{0,3}},? (?:with|containing|holding|including|(?:that|which) (?:has|had|holds|held|contain(?:s|ed)|included)|where i (?:got|had|bought|ordered))(?: [\w-]+){{0,2}} ?$",
    re.IGNORECASE,
)
_AND = re.compile(r"[\s,&+]*(?:\b(?:and|plus|the|my|an?|some|also|with|both)\b[\s,]*)*", re.IGNORECASE)


def for_their_own_sake(text: str, found: Sequence[Named]) -> tuple[Named, ...]:
    """Return what is named without what only tells which order is spoken of, as long as something is left."""
    own: list[Named] = []
    listed: Named | None = None
    for one in found:
        goes_on = listed is not None and _AND.fullmatch(text[listed.end : one.start]) is not None
        is_held = goes_on or _HOLDS.search(text[: one.start]) is not None
        listed = one if is_held else None
        if not is_held and _IS_ORDER.match(text, one.end) is None:
            own.append(one)
    return tuple(own or found)


def _stands_beside(found: Sequence[Named], start: int, text: str) -> bool:
    return bool(found) and text[found[-1].end : start].strip() in ("", "-")


def _join(found: list[Named], one: Named, text: str) -> None:
    """Add a mention, or make it one with the mention that it stands beside: `smart watch`."""
    if found and _stands_beside(found, one.start, text) and found[-1].which & one.which:
        last = found.pop()
        one = Named(last.start, one.end, last.which & one.which, last.is_plural or one.is_plural)
    found.append(one)


def comes_in_twos(name: str) -> bool:
    """Tell whether a thing is spoken of in the plural even if it is one: shoes, headphones."""
    words = _WORD.findall(name.lower())
    return bool(words) and singular(words[-1]) in _PAIRS
