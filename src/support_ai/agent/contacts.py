"""How people are reached: e-mail addresses, telephone numbers and streets in a text."""

import re
from collections.abc import Iterator

from support_ai.agent.found import Found, Kind

_EMAIL = re.compile(r"(?<![\w.+*-])[\w.+*•'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_SPELLED = re.compile(
    r"(?<![\w.])([\w.+-]{1,40})\s?[\[({]\s?at\s?[\])}]\s?([\w-]{1,40})\s?(?:[\[({]\s?dot\s?[\])}]|\.|\sdot\s)\s?(\w{2,12})|"
    r"(?<![\w.])([\w.+-]{1,40})\sat\s([\w-]{1,40})\sdot\s(\w{2,12})",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.,-])\+?\(?\d{1,4}\)?(?:[ ./()-]{1,3}\d{2,5}){1,6}(?![\w-])|(?<!\w)\+\d{7,15}(?!\w)"
)
# What stands before `on its way` is no street's number.
_NO_NAME = r"(?!(?:is|are|was|were|be|on|its|it|of|in|by|to|at|your|our|my|his|her|their|will|from|this|that|and|or|only)\s)"
# `418b w 23rd st`: streets are numbered too.
_STREET_NAME = rf"(?:{_NO_NAME}[^\W\d_][\w'.-]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th))"
_STREET_TYPE = "street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|place|square|way|parkway|pkwy|highway|hwy|terrace|crescent|circle|trail"
_STREET = re.compile(
    rf"(?<![\w.,-])\d{{1,5}}[a-z]?\s(?:{_STREET_NAME}\s){{1,3}}(?:{_STREET_TYPE})(?!\w)"
    r"|(?<!\w)(?:suite|ste|apt|apartment|flat|unit|room)\.?\s#?\d{1,5}[a-z]?(?!\w)"
    r"|(?<!\w)[^\W\d_]{3,30}(?:straße|strasse|str\.|weg|allee|gasse|platz)\s\d{1,4}[a-z]?(?!\w)"
    r"|(?<!\w)\d{1,4},?\s(?:rue|avenue|boulevard|place|chemin)\s(?:\w{1,20}\s){0,2}\w{2,20}"
    r"|(?<!\w)(?:calle|avenida|rua|via|piazza)\s(?:\w{1,20}\s){0,2}\w{2,20},?\s\d{1,5}(?!\w)"
)
_SPACES = re.compile(r"\s+")
_SAME_END = 9


def contacts(text: str) -> Iterator[tuple[Found, int, int]]:
    """Yield e-mail addresses, telephone numbers and streets of a folded text in small letters, and where they stand."""
    for match in _EMAIL.finditer(text):
        yield (
            Found(Kind.CONTACT, frozenset((match[0].strip(".'"),)), match.start()),
            match.start(),
            match.end(),
        )
    for match in _SPELLED.finditer(text):
        parts = [part for part in match.groups() if part]
        address = f"{parts[0]}@{parts[1]}.{parts[2]}"
        yield Found(Kind.CONTACT, frozenset((address,)), match.start()), match.start(), match.end()
    for match in _STREET.finditer(text):
        yield (
            Found(Kind.CONTACT, frozenset((_SPACES.sub(" ", match[0]),)), match.start()),
            match.start(),
            match.end(),
        )


def phones(text: str) -> Iterator[tuple[Found, int, int]]:
    """Yield what looks like a telephone number by its groups or its plus; the options are its last digits."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 7 <= len(digits) <= 15:
            yield (
                Found(Kind.CONTACT, frozenset((phone_key(digits),)), match.start()),
                match.start(),
                match.end(),
            )


def phone_key(digits: str) -> str:
    """Return what two notations of one telephone number have in common."""
    return f"tel:{digits[-_SAME_END:]}"
