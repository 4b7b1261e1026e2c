"""Which customer a colleague speaks of: by number, e-mail, phone, name, postal code, a pronoun or a place in a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from support_ai.agent.brain import Refusal
from support_ai.agent.local import staff_small_names
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.finding import number_at
from support_ai.agent.local.names import is_no_name
from support_ai.agent.local.spelling import is_strange
from support_ai.agent.local.staff_follow_ups import is_another
from support_ai.agent.tools.customers import (
    FIND_CUSTOMER_BY_EMAIL,
    FIND_CUSTOMER_BY_NAME_ZIP,
    SEARCH_CUSTOMERS,
    CustomerRecord,
    FindByEmail,
    FindByNameAndPostalCode,
    SearchCustomers,
)
from support_ai.customers.models import CustomerSummary

_POINTS = re.compile(
    r"\b(?:he|she|him|her|hers|his|they|their|them|theirs|(?:this|that|the|same) (?:customer|client|person|guy|lady|man|woman|caller))(?:'s)?\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![\w@-])[A-Z\u00c0-\u00de][\w\u2019'-]+")
_WORD = re.compile(r"[^\W\d_][\w\u2019'-]*")
_FIRST = re.compile(r"(?:^|[.!?\n:]\s*)$")
_INTRODUCES = re.compile(
    r"\s*(?:is|has|had|was|wants?|would|called|calls|asks?|says|needs|on the|here|'s|\u2019s|,|\.|$)",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    r"\W*(?:(?:please|pls|can you|could you)\W+)*(?:pull up|bring up|look ?up|find|search(?: for)?|open|show(?: me)?|get(?: me)?|who is|who's|do we (?:have|know)|is there)\s+(?:an? |the )?(?:customers? |client |somebody |someone )?(?:called |named )?(?P<rest>[^.?!]+)$",
    re.IGNORECASE,
)
_NEVER = frozenset(
    ("he", "she", "his", "her", "him", "they", "them", "their", "record", "profile", "account", "e-mail", "email", "phone", "number", "address", "zip", "postcode", "still", "anything", "something", "details", "last", "latest", "first", "name", "called", "named", "customers", "clients", "payment", "methods", "please", "pls", "addr", "tel", "cell", "mail", "nr", "info", "parcel", "package", "delivery", "anyone", "someone", "vip", "order", "orders", "ones", "something", "nothing", "everything", "total", "spent")
)  # fmt: skip
_LONGEST_NAME = 3
_SLIPS = 2
_ALONE = 3
_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is meant: one, or one of several; `sought` is what was looked for, `is_near` that only something like it was found."""

    one: CustomerRecord | None = None
    several: tuple[CustomerSummary, ...] = ()
    sought: str | None = None
    is_near: bool = False

    @property
    def is_nobody(self) -> bool:
        """Tell whether somebody was looked for in vain."""
        return self.sought is not None and self.one is None and not self.several


async def whom(desk: Desk, *, may_guess: bool = False) -> Whom:
    """Return whom the wish is about; `may_guess` takes words for a name that are written small. Nothing is remembered."""
    wish = desk.wish
    numbers = wish.values(EntityType.CUSTOMER_NUMBER)
    if numbers:
        return await _by_number(desk, numbers[0])
    emails, phones = wish.values(EntityType.EMAIL), wish.values(EntityType.PHONE)
    if emails:
        found = await desk.turn.tools.use(FIND_CUSTOMER_BY_EMAIL, FindByEmail(email=emails[0]))
        return await _of(desk, found, emails[0])
    if phones:
        found = await desk.turn.tools.use(SEARCH_CUSTOMERS, SearchCustomers(phone=phones[0]))
        return await _of(desk, found, phones[0])
    return await _by_words(desk, may_guess=may_guess)


async def _by_number(desk: Desk, number: str) -> Whom:
    """Look a number up; where it is nobody's, the digits alone that were written, or the same in capitals."""
    found = await _profile(desk, number, number)
    for other in dict.fromkeys((number.removeprefix("CUST-"), number.upper())):
        is_written = re.search(rf"(?<![\w-]){re.escape(other)}\b", desk.text, re.IGNORECASE) is not None
        if found.one is None and other != number and is_written:
            found = replace(await _profile(desk, other, number), sought=number)
    return found


async def _by_words(desk: Desk, *, may_guess: bool) -> Whom:
    """Look for names and postal codes, then for what was spoken of before."""
    shown = await _among_shown(desk)
    if shown is not None:
        return shown
    if not desk.wish.values(EntityType.NAME) and (so := await staff_small_names.called_so(desk)):
        return await _of(desk, so, so[0].name)
    spoken = await _spoken_of(desk) if points(desk.text) else Whom()
    guess = may_guess and spoken == Whom()
    name = name_in(desk, may_guess=guess)
    codes = desk.wish.values(EntityType.POSTAL_CODE)
    if name and codes:
        return await _by_name_and_code(desk, name, codes[0])
    if name:
        return await _by_name(desk, name)
    return spoken if spoken != Whom() else await _spoken_of(desk)


async def _by_name_and_code(desk: Desk, name: str, code: str) -> Whom:
    """Look for a whole name at a postal code; else for those of a part of the name who live there."""
    wanted = FindByNameAndPostalCode(name=name, postal_code=code)
    found = await desk.turn.tools.use(FIND_CUSTOMER_BY_NAME_ZIP, wanted)
    if not isinstance(found, Refusal) and found:
        return await _of(desk, found, name)
    there = [
        one
        for one in (await _search(desk, name))[:_MOST_SHOWN]
        if not isinstance(record := await desk.facts.customer(one.customer_id), Refusal)
        and record.address.postal_code.replace(" ", "").lower() == code.replace(" ", "").lower()
    ]
    return await _of(desk, there, name)


async def _among_shown(desk: Desk) -> Whom | None:
    """Return the one of the customers that were shown who is called by a part of the name, or the other one of them."""
    numbers = desk.before.last_customers[:_MOST_SHOWN]
    if len(numbers) < len(("one", "other")):
        return None
    if is_another(desk.text):
        numbers = tuple(one for one in numbers if one != desk.before.customer)
        if len(numbers) == 1:
            return await _profile(desk, numbers[0], numbers[0])
    words = {word.lower().removesuffix("'s") for word in _WORD.findall(desk.text)}
    records = [one for number in numbers if not isinstance(one := await desk.facts.customer(number), Refusal)]
    scores = [len(words & set(one.name.lower().split())) for one in records]
    best = max(scores, default=0)
    if not best or scores.count(best) > 1:
        return None
    return Whom(one=records[scores.index(best)], sought=records[scores.index(best)].name)


async def _spoken_of(desk: Desk) -> Whom:
    """Return the customer at a place of the list that was shown, or the one who was spoken of."""
    place = next(iter(desk.wish.values(EntityType.PLACE)), None)
    if desk.before.last_customers and place is not None and desk.before.customer is None:
        number = number_at(place, desk.before.last_customers, None)
        return Whom(sought=place) if number is None else await _profile(desk, number, place)
    if points(desk.text) and desk.before.customer is not None:
        return await _profile(desk, desk.before.customer, desk.before.customer)
    if points(desk.text) and desk.before.last_order is not None:
        order = await desk.facts.order(desk.before.last_order)
        return Whom() if isinstance(order, Missing) else await _profile(desk, order.customer_id, order.number)
    return Whom()


def points(text: str) -> bool:
    """Tell whether a text points at a person who was spoken of."""
    return _POINTS.search(text) is not None


def name_in(desk: Desk, *, may_guess: bool) -> str | None:
    """Return the name that a wish holds."""
    named = desk.wish.values(EntityType.NAME)
    for one in named:
        words = [word for word in one.split() if not is_no_name(word)]
        if words:
            return _without_s(" ".join(words))
    text = desk.text
    capitals = [
        match
        for match in _CAPITAL.finditer(text)
        if not (is_no_name(match[0]) or points(match[0]))
        and not any(_overlaps(desk, match.start(), kind) for kind in _TAKEN)
    ]
    for match in capitals:
        is_first = _FIRST.search(text[: match.start()]) is not None
        is_short = len(text.split()) <= _ALONE
        if not is_first or is_short or _INTRODUCES.match(text[match.end() :]):
            return _without_s(match[0])
    return _small(desk) if may_guess else None


_TAKEN = (
    EntityType.ORDER_NUMBER,
    EntityType.DAYS,
    EntityType.TICKET_NUMBER,
    EntityType.PAYMENT,
    EntityType.ADDRESS,
)


def _overlaps(desk: Desk, place: int, kind: EntityType) -> bool:
    at = place + desk.wish.start
    return any(one.start <= at < one.end for one in desk.wish.entities if one.type is kind)


def _small(desk: Desk) -> str | None:
    """Return a name that is written small: all of a short message, or what stands behind a verb of looking."""
    text = desk.text.strip(" ?!.,")
    behind = _LOOKS.match(text)
    rest = behind["rest"] if behind is not None else text
    words = [word for word in _WORD.findall(rest) if not is_no_name(word) and word.lower() not in _NEVER]
    is_whole = behind is not None or len(words) == len(text.split())
    if is_whole and 0 < len(words) <= _LONGEST_NAME:
        return _without_s(" ".join(words))
    strange = [word for word in words if is_strange(word.lower().removesuffix("'s"))]
    return _without_s(" ".join(strange)) if 0 < len(strange) <= _LONGEST_NAME else None


def _without_s(name: str) -> str:
    return re.sub(r"['\u2019]s$", "", name)


async def _by_name(desk: Desk, name: str) -> Whom:
    """Look for a whole name, for its plural, then for what is like it."""
    found = await _search(desk, name)
    if not found and name.endswith("s"):
        found = await _search(desk, name[:-1])
    known = desk.before.last_customers
    among = tuple(one for one in found if one.customer_id in known)
    if among and len(among) < len(found):
        found = among
    if found:
        return await _of(desk, found, name)
    parts = name.split()
    near: tuple[CustomerSummary, ...] = ()
    for part in dict.fromkeys((parts[-1], parts[0])) if len(parts) > 1 else ():
        near = near or await _search(desk, part)
    alike = tuple(one for one in near if OSA.distance(one.name.lower(), name.lower()) <= _SLIPS)
    if not alike and not near:
        near = await _search(desk, name[:3])
        alike = tuple(
            one
            for one in near
            if any(OSA.distance(part.lower(), name.lower()) <= 1 for part in one.name.split())
        )
        near = alike
    return replace(await _of(desk, alike or near, name), is_near=True)


async def _search(desk: Desk, name: str) -> tuple[CustomerSummary, ...]:
    found = await desk.turn.tools.use(SEARCH_CUSTOMERS, SearchCustomers(name=name))
    return () if isinstance(found, Refusal) else found


async def _of(desk: Desk, found: Sequence[CustomerSummary] | Refusal, sought: str) -> Whom:
    if isinstance(found, Refusal) or not found:
        return Whom(sought=sought)
    if len(found) == 1:
        return await _profile(desk, found[0].customer_id, sought)
    return Whom(several=tuple(found), sought=sought)


async def _profile(desk: Desk, number: str, sought: str) -> Whom:
    one = await desk.facts.customer(number)
    return Whom(sought=sought) if isinstance(one, Refusal) else Whom(one=one, sought=sought)
