"""A part of an address that is put right by what it takes the place of: `17, not 71`, `Elm instead of Oak Street`. Pure."""

import re
from collections.abc import Iterator, Mapping

from support_ai.agent.local.postal_patterns import STREET
from support_ai.agent.local.postal_talk import spoken

_MENDED = ("address1", "address2", "city", "postal_code", "state")
_NUMBER = r"\d{1,6}[a-z]?"
# A name of one word however it is written, of several where they begin with capitals.
_NO_NAME = r"(?!(?:it|it'?s|its|i|the|an?|no|not|wait|sorry|is|was|be|should|my|and|but|oh|actually|meant|mean|in|at|to|on|of|please|rather|make)\b)"
_NAME = _NO_NAME + r"[^\W\d_][\w'\u2019-]+(?: (?-i:[A-Z])[\w'\u2019-]*){0,2}"
_LEAD = r"(?:(?:the|a|at|in|number|no\.?|nr\.?|street|house) )*"
_IS = r"(?:but|it'?s|it is|its|rather|make (?:it|that)|should (?:be|read)|i meant?|the (?:right|correct) (?:one|number) is)"
# A number by itself that is said to be the right one.
_LONE = re.compile(
    r"\b(?:it'?s|it is|its|i meant?|meant|(?:should|must|ought to|supposed to) (?:be|have been|read|say)|make (?:it|that)|rather|correct(?:ly)?(?: is|:)?|right (?:one|number) is|typo|oops|whoops|sorry|no|wait|actually)\W+(?:(?:it'?s|house|number|no\.?|nr\.?) ?)*(?P<new>\d{1,3}[a-z]?)(?=\W*(?:$|[.,;!?]|please|pls|instead|of course|and not))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:days?|weeks?|pieces?|pairs?|size|items?|usd|dollars?|flat|apt|apartment|unit|suite|floor)\b|[$€£]",
    re.IGNORECASE,
)


_POSTAL = re.compile(
    r"\b(?:zip|post(?:al)?)(?: ?code)?\b\D{0,40}?(?P<new>\d{4,6}(?:-\d{4})?)(?![\w-])(?! ?(?:is|was) wrong)",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\b(?:wrong|should|must|instead|typo|correct\w*|actually|sorry|oops|whoops|i meant?|mistake\w*|mistyped|not)\b",
    re.IGNORECASE,
)


def mended(text: str, before: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that a text puts right, as they are to be; none where it names a whole street."""
    if STREET.search(text):
        return {}
    for part in _MENDED:
        for old in _pieces(before.get(part, "")):
            new = _in_place_of(old, text)
            if new is not None:
                return {part: _replaced(before[part], old, new)}
    street = before.get("address1", "")
    if street and _CORRECTS.search(text) and (named := _called(text)):
        return named
    lone = _LONE.search(text)
    house = re.search(r"\d+[a-z]?\b", street, re.IGNORECASE)
    if lone is None or house is None or _COUNTED.search(text):
        return {}
    return {"address1": _replaced(street, house[0], lone["new"])}


def _called(text: str) -> dict[str, str]:
    """Return the parts that are called by their names: `the zip is wrong, 78704`, `the city should be Dallas`."""
    postal = _POSTAL.search(text)
    return {"postal_code": postal["new"]} if postal is not None else spoken(text).parts


def _pieces(value: str) -> Iterator[str]:
    """Yield what of a part may be named to be wrong: all of it, the name without the number, each word."""
    if not value:
        return
    yield value
    words = value.split()
    names = [word for word in words if not word[0].isdigit()]
    if 0 < len(names) < len(words):
        yield " ".join(names)
    yield from (word.strip(",.") for word in words if len(words) > 1 and (word[0].isdigit() or len(word) > 2))


def _in_place_of(old: str, text: str) -> str | None:
    """Return what is to stand in the place of a piece, where a text says so."""
    new = rf"(?P<new>{_NUMBER if old[0].isdigit() else _NAME})"
    gone = rf"(?<!\w){re.escape(old)}(?!\w)"
    ways = (
        rf"(?<![\w-]){new},? (?:and |but )?(?:not|instead of|rather than|in place of) {_LEAD}{gone}",
        rf"\b(?:not|instead of|rather than) {_LEAD}{gone}[\s,;.:!-]*(?:{_IS} )*{_LEAD}{new}(?!\w)",
        rf"{gone}(?: (?:is wrong|was wrong|is a typo))?[\s,;.:!-]*(?:it |that )?{_IS}(?: be| is)? {_LEAD}{new}(?!\w)",
        rf"\b(?:change|make|correct|turn|swap|from) {_LEAD}{gone} (?:to|into|for) {_LEAD}{new}(?!\w)",
    )
    found = next((match for way in ways if (match := re.search(way, text, re.IGNORECASE))), None)
    return None if found is None or found["new"].lower() == old.lower() else found["new"]


def _replaced(value: str, old: str, new: str) -> str:
    written = new if new[0].isdigit() or new != new.lower() else new.title()
    new_value = re.sub(
        rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: written, value, count=1, flags=re.IGNORECASE
    )
    # `Oak Avenue, not Street`: what stayed was said again.
    return re.sub(r"\b([^\W\d]\w+) \1\b", r"\1", new_value, flags=re.IGNORECASE)
