"""The words of a yes and a no: how a message is cut into them, and what each phrase is by itself."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

_WORDS = Path(__file__).with_name("consent.toml")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
# Vowels and tones of the scripts from India to Thailand stand above, below and beside letters: they are parts of the word.
_MARKS = "".join(chr(one) for one in range(0x0900, 0x0E80) if unicodedata.category(chr(one)) in ("Mn", "Mc"))
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
# Letters, digits and marks of a word, an amount, or a single sign such as an emoji; the rest only separates.
_TOKEN = re.compile(
    r"[$\u00a3\u00a5\u20ac\u20b9]?\d+(?:[.,]\d+)+|[$\u00a3\u00a5\u20ac\u20b9]\d+|\d+%|\+1"
    rf"|{_LETTER}+(?:['-]{_LETTER}+)*|[\u2600-\u27bf\U0001f100-\U0001faff]"
)
# Arabic and Hebrew are read without the points for their vowels, which few write.
_POINTS = re.compile("[\u064b-\u0652\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_RUN = re.compile(r"([^\W\d_]|[\u2600-\u27bf\U0001f100-\U0001faff])\1{2,}")
_DECORATION = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_SPACED_SIGN = re.compile(r"([$\u00a3\u00a5\u20ac\u20b9])\s+(?=\d)")
_SIGN_BEHIND = re.compile(
    r"(?<![$\u00a3\u00a5\u20ac\u20b9\d.,])(\d[\d.,]*)\s?([$\u00a3\u00a5\u20ac\u20b9])(?!\d)"
)


class Kind(StrEnum):
    """What a phrase is. `whole` says that all of it is meant; `never` are words that only look like a yes.

    `soft` may as well decline politely, and `mild` does so only beside thanks.
    """

    AFFIRM = "affirm"
    MILD = "mild"
    SOFT = "soft"
    DENY = "deny"
    ALL = "all"
    WHOLE = "whole"
    COURTESY = "courtesy"
    NEVER = "never"


def tokens(text: str) -> list[str]:
    """Return the words of a text, small, with what people stretch (`yesss`, `nooo`, many times the same sign) made short."""
    plain = _POINTS.sub("", _DECORATION.sub("", text.translate(_APOSTROPHES)))
    folded = unicodedata.normalize(
        "NFC", _SIGN_BEHIND.sub(r"\2\1", _SPACED_SIGN.sub(r"\1", plain)).casefold()
    )
    return _TOKEN.findall(_RUN.sub(r"\1", folded))


# What may stand between words without saying anything.
_BETWEEN = re.compile(
    r"[\s.,;:!'\"()\u2018\u2019\u201c\u201d`\u00b4\u2026\u2013\u2014*#&/-]|[\u0964\u0965\u3001\u3002\uff01\uff0c]|\u0301"
)
# Signs that make another amount of one, or strike out what they stand around; `ORD-7` is a number.
_ALTERS = re.compile(r"~~|(?<!\w)-\s?\$?\d|[^\s]\+|\(\s?\$?[\d.,]+\s?\)")


def has_strange(text: str) -> bool:
    """Tell whether a text has signs that are neither words nor mere punctuation: crossed out, ringed, a sum that is not the one shown."""
    plain = _POINTS.sub("", _DECORATION.sub("", unicodedata.normalize("NFC", text)))
    left = _TOKEN.sub("", plain.casefold())
    return bool(_BETWEEN.sub("", left)) or _ALTERS.search(text) is not None


def phrase(text: str) -> str:
    """Return a text as phrases are compared."""
    return " ".join(tokens(text))


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    read = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return MappingProxyType({name: tuple(phrase(one) for one in listed) for name, listed in read.items()})


@cache
def phrases() -> tuple[Mapping[str, Kind], int]:
    """Return every phrase with what it is, and how many words the longest has."""
    order = (
        Kind.COURTESY, Kind.SOFT, Kind.MILD, Kind.ALL, Kind.WHOLE, Kind.DENY, Kind.AFFIRM, Kind.NEVER,
    )  # fmt: skip
    known = {one: kind for kind in order for one in _listed()[kind.value]}
    return MappingProxyType(known), max(len(one.split()) for one in known)


@cache
def clear() -> frozenset[str]:
    """Return the words that are a yes whatever stands beside them: `yep`, and not `ok`."""
    return frozenset(_listed()["clear"])


@cache
def drops() -> frozenset[str]:
    """Return the words of a no that lets go of all that is under way."""
    return frozenset(_listed()["drops"])


@cache
def thanks() -> frozenset[str]:
    """Return the words of which a text with thanks has one."""
    return frozenset(_listed()["thanks"])


@cache
def acts() -> frozenset[str]:
    """Return what turns something down by naming an act: to a proposal of that act it may be a yes."""
    return frozenset(_listed()["acts"])
