"""Postal addresses as people write them: where one stands in a message, and its parts.

Rules for the common ways of writing (number first, number last, one or several lines), best effort: what could not
be told apart stays in the first line, and `missing` says what has to be asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.postal_patterns import HOUSE, STREET, UNIT, WORD
from support_ai.agent.local.postal_tables import (
    COUNTRIES,
    NEEDS_STATE,
    NO_POSTAL_CODE,
    POSTAL_CODES,
    STATES,
    STREET_LANGUAGE,
)

_BARE_STREET = re.compile(rf"{HOUSE} (?:{WORD} ?){{1,4}}(?=,|\n)", re.IGNORECASE)
_UNIT_BEFORE = re.compile(rf"{UNIT},? ?(?:{UNIT},? ?)?$", re.IGNORECASE)
_ONLY_UNIT = re.compile(UNIT, re.IGNORECASE)
_LEADING_UNIT = re.compile(rf"{UNIT}(?=$|[ ,])", re.IGNORECASE)
_TRAILING_UNIT = re.compile(rf"[, ]+({UNIT})$", re.IGNORECASE)
_TALK = (
    r"(?:please|pls|thanks?|thank|and|but|instead|for|from|because|as|so|until|when|not|is|are|was|i|we|my|it|you|can|could|now|which|where|what|if|then"
    r"|asap|ok|okay|that|the order|rather|is that|starting|since|before|after|ordered|order|ship|send|deliver|hope|sorry|also|with)"
)
_SEGMENT_END = re.compile(
    rf"[?!;]|\.(?=\s+[A-Z]?[a-z]+ [a-z]|\s*$)|(?<=[\s,])(?!(?-i:[A-Z]{{2}}),? \d{{5}}\b){_TALK}\b(?![.'])",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"^.*?\b(?:address(?: is| to|:| should be| would be)?|live at|living at|moved to|deliver(?:ed)?(?: it)? to|send(?: it)? to|ship(?:ped)?(?: it)? to|change (?:it )?to|use|it'?s|goes to|to|at|is|:)\s+(?=\d|flat|apt|unit|p\.?o|[A-Z])",
    re.IGNORECASE | re.DOTALL,
)
_POSTAL_WORD = re.compile(
    r"\b(?:zip|zip ?code|post ?code|postal code|pin ?code|pin|plz)(?: code)?(?: is| was|:|-)?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """The parts of an address; `country` is the code of two letters, `missing` names the parts still to be asked for."""

    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    missing: tuple[str, ...] = ()


def addresses(text: str) -> Iterator[Entity]:
    """Yield where addresses stand: a street, with the flat before it and what belongs to it behind."""
    for match in STREET.finditer(text):
        start, end = _grown(text, match.start(), match.end())
        if _plausible(text[start:end], match[0]):
            yield Entity(EntityType.ADDRESS, text[start:end], start, end)
    for match in _BARE_STREET.finditer(text):
        start, end = _grown(text, match.start(), match.end())
        read = read_address(text[start:end])
        if read.postal_code and read.city and not _NO_STREET.search(match[0]):
            yield Entity(EntityType.ADDRESS, text[start:end], start, end)


# `Buffalo new york`, and never `Port Washington`.
_CITY_AND_STATE = re.compile(
    r"(?P<city>(?!(?:port|fort|mount|lake|new)\b)\D{2,30}?) (?P<state>new york|washington)", re.IGNORECASE
)
_NO_STREET = re.compile(
    r"^\d+(?:[.,]\d+)? ?(?:dollars?|euros?|pounds?|bucks|usd|eur|gbp|%|percent|more|back|on|off)\b|\b(?:ord|cust)-?\d",
    re.IGNORECASE,
)


def _plausible(whole: str, street: str) -> bool:
    """Tell `5 Park Avenue` from `2 days on the way`: only a street that begins with a capital stands alone."""
    if _NO_STREET.search(street):
        return False
    if re.search(
        r"\b(?:days?|weeks?|months?|hours?|items?|orders?|times?|of|the \w+ (?:way|place)|my|your|on|no|in|a)\b",
        street,
        re.IGNORECASE,
    ):
        return bool(
            re.search(r"\b(?:rue|calle|avenida|rua|via|am|an der|in der)\b", street, re.IGNORECASE)
        ) and bool(re.search(r"[A-Z]", street))
    words = re.findall(r"[^\W\d_]+", street)
    if len(words) < 1 or (len(words) == 1 and street[:1].isdigit()):
        return False
    weak = re.search(
        r"\b(?:way|place|park|hill|green|view|row|walk|close|rise|loop|path|cross|court|square|drive|st|pl|ter|av|ring|weg|tie)\W*$",
        street,
        re.IGNORECASE,
    )
    return not weak or any(word[:1].isupper() for word in words) or len(whole) > len(street) + 4


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the unit before the street, and the segments after it up to where talk begins again."""
    before = _UNIT_BEFORE.search(text[max(0, start - 40) : start])
    if before and before[0].strip():
        start = max(0, start - 40) + before.start()
    limit = min(_talk_begins(text, end), end + 140)
    grown = end
    for segment in re.finditer(r"[,\n]?\s*[^,\n]+", text[end:limit]):
        words = segment[0].strip(" ,\n").split()
        if not words or len(words) > 6:
            break
        grown = end + segment.end()
        tail = segment[0].strip(" ,\n.").lower()
        if tail in COUNTRIES:
            break
    return start, start + len(text[start:grown].rstrip(" ,.\n\t"))


# A word of talk that the rest of the address still comes behind: `6 Willow Way now, Boulder CO 80302`.
_GOES_ON = re.compile(
    r"(?:now|please|pls|instead|thanks|ok|okay|then)\s*,\s*[^\d.!?]{2,40}\b\d{5}\b", re.IGNORECASE
)


def _talk_begins(text: str, end: int) -> int:
    """Return where talk begins again behind a street."""
    stops = (one.start() for one in _SEGMENT_END.finditer(text, end) if not _GOES_ON.match(text, one.start()))
    return next(stops, len(text))


def read_address(written: str) -> PostalAddress:
    """Return the parts of what is taken to be one address."""
    text = (
        _INTRODUCTION.sub("", written.strip(), count=1)
        if not re.match(r"\s*(?:\d|flat|apt|unit)", written, re.IGNORECASE)
        else written.strip()
    )
    segments = [part.strip(" .,\t") for part in re.split(r"[,\n;]+", text)]
    segments = [part for part in segments if part]
    found = PostalAddress()
    found, segments = _take_country(found, segments)
    found, segments = _take_postal_code(found, segments)
    found, segments = _take_state(found, segments)
    found, segments = _take_street(found, segments)
    return _completed(_take_city(found, segments), text)


def _take_country(found: PostalAddress, segments: list[str]) -> tuple[PostalAddress, list[str]]:
    if not segments:
        return found, segments
    words = segments[-1].split()
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[-count:]).lower()
        is_alone = count == len(words)
        if name in COUNTRIES and (is_alone or len(words) > count) and name != "georgia":
            left = " ".join(words[:-count])
            return replace(found, country=COUNTRIES[name]), [*segments[:-1], *([left] if left else [])]
    return found, segments


def _take_postal_code(found: PostalAddress, segments: list[str]) -> tuple[PostalAddress, list[str]]:
    for kind, pattern in POSTAL_CODES:
        if kind and found.country not in ("", kind) and kind not in ("SE", "IN", "GB"):
            continue
        if (
            kind in ("SE", "IN", "IE")
            and found.country
            and found.country != kind
            and not (kind == "SE" and found.country in ("CZ", "SK", "GR"))
        ):
            continue
        if kind == "IE" and found.country != "IE":
            continue
        for place in range(len(segments) - 1, -1, -1):
            matches = [
                one for one in pattern.finditer(segments[place]) if not _is_house(segments[place], one, place)
            ]
            if matches:
                last = matches[-1]
                left = (
                    _POSTAL_WORD.sub("", segments[place][: last.start()]).strip(" -,")
                    + " "
                    + segments[place][last.end() :].strip(" -,")
                )
                code = re.sub(r"^(?:d|a|ch)-", "", last[0], flags=re.IGNORECASE).upper()
                rest = [*segments[:place], *([left.strip()] if left.strip() else []), *segments[place + 1 :]]
                country = found.country or ("" if kind == "SE" else kind)
                return replace(found, postal_code=code, country=country), rest
    return found, segments


def _is_house(segment: str, match: re.Match[str], place: int) -> bool:
    """Tell a house's number from a postal code: it begins the first line or ends a street's name."""
    street = STREET.search(segment)
    if street and street.start() <= match.start() < street.end():
        return True
    return place == 0 and match.start() == 0 and len(segment.split()) > 1 and match[0].isdigit()


def _take_state(found: PostalAddress, segments: list[str]) -> tuple[PostalAddress, list[str]]:
    for country in (found.country,) if found.country else ("US", "CA", "AU", "IN"):
        table = STATES.get(country, {})
        if country == "US" and found.postal_code and not re.fullmatch(r"\d{5}(?:-\d{4})?", found.postal_code):
            continue
        for place in range(len(segments) - 1, max(-1, len(segments) - 3), -1):
            words = segments[place].split()
            for count in range(min(4, len(words)), 0, -1):
                is_coded = count == 1 and len(words) > 1 and bool(found.postal_code)
                state = _state(" ".join(words[-count:]), table, alone=count == len(words) or is_coded)
                # `New York, NY` names the city first, `12 Main Street` no state at all.
                if state and not (place == 0 and count == len(words) and len(segments) == 1):
                    left = " ".join(words[:-count])
                    rest = [*segments[:place], *([left] if left else []), *segments[place + 1 :]]
                    return replace(found, state=state, country=found.country or country), rest
    return found, segments


def _state(written: str, table: dict[str, str], *, alone: bool) -> str:
    bare = written.strip(".").lower()
    if bare in table:
        # `New York` behind a street is the city.
        return "" if bare in ("new york", "washington", "delhi") and not alone else table[bare]
    is_code = bare.upper() in table.values() and (written.isupper() or (alone and written.isalpha()))
    return bare.upper() if is_code else ""


def _take_street(found: PostalAddress, segments: list[str]) -> tuple[PostalAddress, list[str]]:
    units: list[str] = []
    rest = list(segments)
    while len(rest) > 1 and _ONLY_UNIT.fullmatch(rest[0]):
        units.append(rest.pop(0))
    for place, segment in enumerate(rest):
        street = STREET.search(segment)
        if street is None:
            continue
        before, after = segment[: street.start()].strip(" ,"), segment[street.end() :].strip(" ,")
        lines = [one for one in (*rest[:place], before) if one]
        units += [one for one in lines if not re.fullmatch(r"(?i)to|at|my|the", one)]
        behind: list[str] = [one for one in (after, *rest[place + 1 :]) if one]
        while behind:
            unit = _LEADING_UNIT.match(behind[0])
            if unit is None:
                break
            units.append(unit[0])
            left = behind.pop(0)[unit.end() :].strip(" ,")
            behind = [one for one in (left, *behind) if one]
        return replace(found, address1=street[0].strip(" ,"), address2=", ".join(units)), behind
    if rest and (re.search(r"\d", rest[0]) or len(rest) > 1):
        trailing = _TRAILING_UNIT.search(rest[0])
        first = rest[0][: trailing.start()] if trailing else rest[0]
        units += [trailing[1]] if trailing else []
        while len(rest) > 1 and _ONLY_UNIT.fullmatch(rest[1]):
            units.append(rest.pop(1))
        return replace(found, address1=first, address2=", ".join(units)), rest[1:]
    return replace(found, address2=", ".join(units)), rest


def _take_city(found: PostalAddress, segments: list[str]) -> PostalAddress:
    names = [one for one in segments if not re.search(r"\d", one)]
    others = [one for one in segments if re.search(r"\d", one)]
    if names:
        others = [*names[:-1], *others]
    second = ", ".join(one for one in (found.address2, *others) if one)
    return replace(found, city=names[-1] if names else "", address2=second)


def _completed(found: PostalAddress, text: str) -> PostalAddress:
    country = found.country
    if not country:
        country = next((code for code, pattern in STREET_LANGUAGE if pattern.search(text)), "")
    if not found.state and (named := _CITY_AND_STATE.fullmatch(found.city)):
        state = STATES["US"][named["state"].lower()]
        found, country = replace(found, city=named["city"], state=state), country or "US"
    if not found.city and found.state == "NY" and "new york" in text.lower():
        found = replace(found, city="New York")
    needed = {
        "address1": found.address1,
        "city": found.city,
        "state": found.state or country not in NEEDS_STATE,
        "postal_code": found.postal_code or country in NO_POSTAL_CODE,
        "country": country,
    }
    return replace(found, country=country, missing=tuple(name for name, value in needed.items() if not value))
