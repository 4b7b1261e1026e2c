"""What a message is while somebody shows who they are: a code, an address or a number, a wish, or something else."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from support_ai.access.actor import Customer, Person, Visitor
from support_ai.agent.local.entities import EntityType, find_entities

CODES_PER_HOUR = 6
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"“”]+@[^\s<>()\[\],;:\"“”@]+\.[^\s<>()\[\],;:\"“”@]+")
_PHONE = re.compile(r"(?<![\w@.#/-])(?:\+|00)?\(?\d[\d ().\-]{5,22}\d(?![\w@/])")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[.-]\d{1,2}[.-]\d{2,4}")
_PHONE_DIGITS = range(7, 16)
_NUMBER_DIGITS = 12
_SEPARATOR = r"[ \t.\-–]"
# Not the digits of a longer number, nor of one that begins with letters.
_SIX = rf"(?<!\w)(?:(?<=code-)|(?<!\w-))(?<!\d{_SEPARATOR})\d(?:{_SEPARATOR}?\d){{5}}(?!\w|{_SEPARATOR}\d)"
_CODE = re.compile(_SIX, re.IGNORECASE)
_NAMED_CODE = re.compile(r"\b(?:code|otp|passcode|pin|codigo|código|kode|koodi)\b", re.IGNORECASE)
# One digit too few or too many: a slip.
_SLIPS = (5, 7)
_SHORT = 12
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words around a code that ask for nothing.
_AROUND_A_CODE = """
    a am and are be believe code da de der die digits e el email enter entered es est for from go got have hello here hey hi i
    i'm in is ist it it's its just la lautet le login mail me mein message mi mon my now ok okay one otp passcode pin please
    received said says security sent should sign six sms so sorry sure text thank thanks that that's the there this time to try
    use using verification was we yeah yep yes you your
"""
# And those in which somebody only says how they are found.
_AROUND_A_NUMBER = """
    account address adresse also an bestellnummer bestellung cell contact customer instead mobile name no nr number nummer
    on or ord order ordered orders phone purchase ref reference registered telefon telephone under with
"""
_FILLING = frozenset(_AROUND_A_CODE.split())
_ABOUT_ONESELF = _FILLING | frozenset(_AROUND_A_NUMBER.split())
_ASKS = re.compile(
    r"\?|\b(?:policy|policies|what|what's|how|when|why|where|which|who|do you|does|can|could|may|is there|are there)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:re-?send|send (?:it|that|this|one|me|the code|a|another|again|new)|(?:a )?(?:new|another|fresh) (?:code|one)|once more"
    r"|(?:did ?n[o'’]?t|have ?n[o'’]?t|has ?n[o'’]?t|did not|have not|has not|never|not yet|no code|nothing)\b.{0,30}\b(?:get|got|gotten|receive"
    r"|received|arrive|arrived|come|came|here)|(?:code|it) (?:is |has |was )?(?:expired|too old|again|gone|missing)|where is (?:my|the) code)\b",
    re.IGNORECASE,
)
_NO_ACCESS = re.compile(
    r"\b(?:no longer|no|not|lost|cannot|without|changed|old|(?:do|ca|wo)n[o'’]?t)\b.{0,40}"
    r"\b(?:e-?mails?|mail|phone|number|address|inbox|mailbox|sim)\b",
    re.IGNORECASE,
)
_GOODS = re.compile(r"\b(?:order|parcel|package|delivery|item|refund|money|shipment)s?\b", re.IGNORECASE)
_CANCEL = re.compile(
    r"\W*(?:never ?mind|cancel(?: (?:it|that|this))?|forget (?:it|that|about it)|stop(?: (?:it|that))?|leave it|skip(?: (?:it|that))?"
    r"|not now|(?:it )?does ?n[o'’]?t matter|no,? thanks?|no,? thank you)\W*(?:please|thanks|thank you)?\W*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:order|ord|number|no|nr|parcel|package|track|tracking|purchase)s?\b", re.IGNORECASE
)
_WISHES = 16


class By(StrEnum):
    """By what somebody may be found."""

    EMAIL = "email"
    PHONE = "phone"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Named:
    """An address or a number in a message; none of them proves anything."""

    by: By
    value: str


class Wish(StrEnum):
    """What somebody may want who was asked for a code."""

    AGAIN = "again"
    NO_ACCESS = "no_access"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Typed:
    """A message that is a code; `digits` is None where one is missing or too many."""

    digits: str | None


def is_unproven(person: Person) -> bool:
    """Tell whether somebody may still show who they are here: a visitor, or an account with an unproven address."""
    match person:
        case Visitor():
            return True
        case Customer(customer_id=None, verified=False):
            return True
        case _:
            return False


def typed_code(text: str, *, awaited: bool) -> Typed | None:
    """Return the code that a message is, in whatever notation; None for everything else.

    One that nobody awaits must call itself one: bare digits may be an order's number.
    """
    plain = _plain(text)
    if "@" in plain or "#" in plain:
        return None
    found = _CODE.search(plain)
    rest = plain if found is None else plain[: found.start()] + " " + plain[found.end() :]
    words = [word.lower().replace("’", "'") for word in _WORD.findall(rest)]
    is_bare, is_named = all(word in _FILLING for word in words), bool(_NAMED_CODE.search(rest))
    has_more = any(character.isdigit() for character in rest)
    if found is not None:
        is_short = len(words) <= _SHORT and "?" not in rest and not _GOODS.search(rest) and not has_more
        is_code = (is_bare and not has_more) or is_named or is_short if awaited else is_bare and is_named
        return Typed(re.sub(r"\D", "", found[0])) if is_code else None
    digits = re.sub(r"\D", "", plain)
    return Typed(None) if awaited and is_bare and len(digits) in _SLIPS else None


def _plain(text: str) -> str:
    """Return a text with the digits of every script as ours, and without what cannot be seen."""
    shown = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in shown)


def named(text: str) -> tuple[Named, ...]:
    """Return by what a message lets somebody be found, the surest first; bare digits may be an order or a phone."""
    plain = _plain(text)
    emails = [Named(By.EMAIL, match[0].strip(".!?'’*_")) for match in _ADDRESS.finditer(plain)]
    without = _ADDRESS.sub(" ", plain)
    calls = [match for match in _PHONE.finditer(without) if _is_phone(match[0])]
    phones = [Named(By.PHONE, match[0].strip()) for match in calls]
    orders = [
        Named(By.ORDER, entity.value)
        for entity in find_entities(without)
        if entity.type is EntityType.ORDER_NUMBER
        # A piece of a phone number is no order.
        and not any(match.start() <= entity.start and entity.end <= match.end() for match in calls)
    ]
    orders += [
        Named(By.ORDER, match[0]) for match in calls if match[0].isdigit() and len(match[0]) <= _NUMBER_DIGITS
    ]
    sure = [one for one in orders if not one.value.isdigit()]
    return tuple(dict.fromkeys([*emails, *sure, *orders, *phones]))


def named_in_question(text: str) -> tuple[Named, ...]:
    """Return by what a question lets somebody be found; bare digits only where it speaks of a number or an order."""
    found = named(text)
    if _NUMBERED.search(text) or _identifies(text):
        return found
    return tuple(one for one in found if not one.value.isdigit())


def _is_phone(written: str) -> bool:
    return len(re.sub(r"\D", "", written)) in _PHONE_DIGITS and not _DATE.fullmatch(written.strip())


def _identifies(text: str) -> bool:
    """Tell whether a message only says by what somebody can be found, and asks for nothing."""
    if not named(text):
        return False
    plain = _ADDRESS.sub(" ", _plain(text))
    is_sure = plain != _plain(text) or any(not one.value.isdigit() for one in named(text))
    words = [word.lower().replace("’", "'") for word in _WORD.findall(re.sub(r"\S*\d\S*", " ", plain))]
    if all(word in _ABOUT_ONESELF for word in words):
        return True
    return is_sure and not _ASKS.search(plain)


def step(text: str, *, is_visitor: bool, is_sent: bool) -> Wish | tuple[Named, ...] | None:
    """Return what a message is to somebody who was asked who they are; None for a change of subject."""
    if _CANCEL.fullmatch(text):
        return Wish.CANCEL
    if is_visitor and _identifies(text):
        return named(text)
    about_code = len(text.split()) <= _WISHES and not _GOODS.search(text)
    if is_sent and about_code and _AGAIN.search(text):
        return Wish.AGAIN
    if about_code and "?" not in text and _NO_ACCESS.search(text):
        return Wish.NO_ACCESS
    return None
