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
# Letters, digits and marks of a word, an amount, or a single sign such as an emoji; the rest only separates.
_TOKEN = re.compile(
    r"[$\u00a3\u00a5\u20ac\u20b9]?\d+(?:[.,]\d+)+|[$\u00a3\u00a5\u20ac\u20b9]\d+|\d+%|\+1"
    r"|[^\W_]+(?:['-][^\W_]+)*|[\u2600-\u27bf\U0001f100-\U0001faff]"
)
_RUN = re.compile(r"([^\W\d_]|[\u2600-\u27bf\U0001f100-\U0001faff])\1{2,}")
_DECORATION = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_SPACED_SIGN = re.compile(r"([$\u00a3\u00a5\u20ac\u20b9])\s+(?=\d)")
_SIGN_BEHIND = re.compile(
    r"(?<![$\u00a3\u00a5\u20ac\u20b9\d.,])(\d[\d.,]*)\s?([$\u00a3\u00a5\u20ac\u20b9])(?!\d)"
)


class Kind(StrEnum):
    """What a phrase is. `whole` says that all of it is meant; `never` are words that only look like a yes."""

    AFFIRM = "affirm"
    DENY = "deny"
    ALL = "all"
    WHOLE = "whole"
    COURTESY = "courtesy"
    NEVER = "never"


def tokens(text: str) -> list[str]:
    """Return the words of a text, small, with what people stretch (`yesss`, `nooo`, many times the same sign) made short."""
    plain = _DECORATION.sub("", text.translate(_APOSTROPHES))
    folded = unicodedata.normalize(
        "NFC", _SIGN_BEHIND.sub(r"\2\1", _SPACED_SIGN.sub(r"\1", plain)).casefold()
    )
    return _TOKEN.findall(_RUN.sub(r"\1", folded))


# What may stand between words without saying anything; marks above and below letters of India and Thailand are no words of theirs here.
_BETWEEN = re.compile(
    r"[\s.,;:!'\"()\u2018\u2019\u201c\u201d`\u00b4\u2026\u2013\u2014*#&/-]|[\u0900-\u0dff\u0e00-\u0e7f]|[\u3001\u3002\uff01\uff0c]|\u0301"
)
# Signs that make another amount of one, or strike out what they stand around.
_ALTERS = re.compile(r"~~|-\s?\$?\d|[^\s]\+|\(\s?\$?[\d.,]+\s?\)")


def has_strange(text: str) -> bool:
    """Tell whether a text has signs that are neither words nor mere punctuation: crossed out, ringed, a sum that is not the one shown."""
    left = _TOKEN.sub("", _DECORATION.sub("", unicodedata.normalize("NFC", text).casefold()))
    return bool(_BETWEEN.sub("", left)) or _ALTERS.search(text) is not None


def phrase(text: str) -> str:
    """Return a text as phrases are compared."""
    return " ".join(tokens(text))


@cache
def phrases() -> tuple[Mapping[str, Kind], int]:
    """Return every phrase with what it is, and how many words the longest has."""
    read = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    order = (Kind.COURTESY, Kind.ALL, Kind.WHOLE, Kind.DENY, Kind.AFFIRM, Kind.NEVER)
    known = {phrase(one): kind for kind in order for one in read[kind.value]}
    return MappingProxyType(known), max(len(one.split()) for one in known)


@cache
def clear() -> frozenset[str]:
    """Return the words that are a yes whatever stands beside them: `yep`, and not `ok`."""
    read = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return frozenset(phrase(one) for one in read["clear"])
