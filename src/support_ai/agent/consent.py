"""Whether a message is a yes or a no to what was shown. Code decides it, before any brain runs.

A message counts only where it consists of nothing but words of assent, of dissent, and courtesies. Whatever says more than
that, asks, restricts or corrects, is no consent: the brain reads it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

_WORDS = Path(__file__).with_name("consent.toml")
_MOST_LETTERS = 300
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
# Letters, digits and marks of a word, or a single sign such as an emoji; the rest only separates.
_TOKEN = re.compile(r"\d+%|\+1|[^\W_]+(?:['-][^\W_]+)*|[\u2600-\u27bf\U0001f100-\U0001faff]")
_RUN = re.compile(r"(.)\1{2,}")
_DECORATION = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_ASKING = re.compile(r"[?\u00bf\u061f\uff1f]")


# `Kind regards, G. Costa (Mrs)`: whoever ends like a letter signs it.
_SIGNED = re.compile(
    r"(?P<closing>\b(?:compliments|regards|wishes|faithfully|sincerely|truly|respectfully|obediently)[,.!\s]{1,6})"
    r"(?P<name>(?:[A-Z\u00c0-\u00de][\w'\u2019.-]{0,20}[ ]?){1,3})(?:\((?:Mr|Mrs|Ms|Miss|Dr)\.?\))?\W{0,9}$"
)


class Consent(StrEnum):
    """What a message is: a yes, a no, `that's all`, `no, that's all`, or something else."""

    YES = "yes"
    NO = "no"
    ALL = "all"
    NO_MORE = "no_more"
    OTHER = "other"


class _Kind(StrEnum):
    AFFIRM = "affirm"
    DENY = "deny"
    ALL = "all"
    COURTESY = "courtesy"


_MEANS: Mapping[frozenset[_Kind | None], Consent] = MappingProxyType(
    {
        frozenset({_Kind.AFFIRM}): Consent.YES,
        frozenset({_Kind.AFFIRM, _Kind.ALL}): Consent.YES,
        frozenset({_Kind.ALL}): Consent.ALL,
        frozenset({_Kind.DENY}): Consent.NO,
        frozenset({_Kind.DENY, _Kind.ALL}): Consent.NO_MORE,
    }
)


def read_consent(text: str, restated: AbstractSet[str] = frozenset()) -> Consent:
    """Return what a message is. `restated` are words that a yes may repeat: of the acts that were shown, and their numbers.

    Never YES where the text has one word that is neither assent, courtesy, restated nor the name under a letter's closing, a
    question mark, or a no.
    """
    if len(text) > _MOST_LETTERS or _ASKING.search(text):
        return Consent.OTHER
    kinds = frozenset(_kinds(_tokens(_unsigned(text)), restated)) - {_Kind.COURTESY}
    return _MEANS.get(kinds, Consent.OTHER)


def _unsigned(text: str) -> str:
    """Return a text without the name that it is signed with; words that are a yes or a no are no name."""
    signed = _SIGNED.search(text)
    if signed is None or not set(_tokens(signed["name"])).isdisjoint(_phrases()[0]):
        return text
    return text[: signed.end("closing")]


def _tokens(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", _DECORATION.sub("", text.translate(_APOSTROPHES)).casefold())
    # What people stretch: `yesss`, `nooo`, and the same sign many times.
    return _TOKEN.findall(_RUN.sub(r"\1", folded))


def _kinds(tokens: list[str], restated: AbstractSet[str]) -> Iterator[_Kind | None]:
    """Yield what each phrase is, the longest first; None for what has no place in a yes or a no."""
    phrases, longest = _phrases()
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            phrase = tokens[place : place + length]
            found = phrases.get(" ".join(phrase))
            # `Cancel that` may be a yes to a cancellation: it is neither.
            if found is not None and not (found is _Kind.DENY and not restated.isdisjoint(phrase)):
                yield found
                place += length
                break
        else:
            yield _Kind.COURTESY if tokens[place] in restated else None
            place += 1


@cache
def _phrases() -> tuple[Mapping[str, _Kind], int]:
    """Return every phrase with what it is, and how many words the longest has."""
    read = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    phrases = {
        " ".join(_tokens(phrase)): kind
        for kind in (_Kind.COURTESY, _Kind.ALL, _Kind.DENY, _Kind.AFFIRM)
        for phrase in read[kind.value]
    }
    return phrases, max(len(phrase.split()) for phrase in phrases)
