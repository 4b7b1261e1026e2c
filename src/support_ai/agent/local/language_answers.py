"""Answers to people who write in another language: an honest sentence in theirs, and the offer of a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from support_ai.agent.brain import Refusal
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import order_answers, people_answers, policy_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.facts import Missing
from support_ai.agent.local.foreign_subjects import Subject, subject_of
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.languages import language_of
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.order_states import OPEN
from support_ai.orders.models import Order

_OFFERS = Path(__file__).parent / "words" / "offers.txt"
_PERSONS = Path(__file__).parent / "words" / "persons.txt"
_RETURNS = "how do returns work: within how many days can items be returned"
_FEW = 14
_LATIN_HINDI = "hi-latn"
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_SURE = 0.5
# Alone, these say nothing but hello, and say in which language.
_GREETINGS = {"hola": "es", "hallo": "de", "moin": "de", "hej": "sv", "hei": "no", "servus": "de"}
_SHORT = 5
# Words for yes and no that English has, or slips into.
_ENGLISH_TOO = frozenset(("ok", "no", "bueno", "da", "so"))
_ENGLISH_ONLY = (
    "I answer in English; in other languages I can only say so. Our team may be able to help you in yours. "
    "Would you like me to pass you to a colleague?"
)
_GOOD_ENOUGH = re.compile(
    r"\b(?:my|mine) english\b|\bsorry for (?:my|the) english\b|\benglish is (?:ok|fine|good|alright)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is said in a language, and its words for yes and no."""

    sentences: str
    yes: frozenset[str]
    no: frozenset[str]


@cache
def offers() -> Mapping[str, Offer]:
    """Return what is said in each language, by its code."""
    found: dict[str, Offer] = {}
    for line in _OFFERS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, sentences, yes, no = line.split("|")
            found[code] = Offer(sentences, frozenset(yes.split()), frozenset(no.split()))
    return MappingProxyType(found)


def offer_for(text: str) -> Offer | None:
    """Return what to say to somebody who writes in another language than English; None where it is English or unclear."""
    alone = _GREETINGS.get(text.strip(" !.,?¡").lower())
    if alone is not None:
        return offers()[alone]
    language = language_of(text)
    if language is None or language.code == "en" or language.confidence < _SURE:
        return None
    is_latin = language.code == "hi" and not _DEVANAGARI.search(text)
    return offers().get(_LATIN_HINDI if is_latin else language.code)


@cache
def _wishes() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return, for each language, what names the wish and what names a person."""
    lines = _PERSONS.read_text(encoding="utf-8").splitlines()
    found: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
    for line in lines:
        if line and not line.startswith("#"):
            code, _, words = line.partition("|")
            # Chinese and Japanese put no spaces between words.
            edge = "" if code in ("zh", "ja", "ko") else r"\b"
            wish, person = (rf"{edge}(?:{one.strip()})" for one in words.split("||"))
            found.append((re.compile(wish, re.IGNORECASE), re.compile(person + edge, re.IGNORECASE)))
    return tuple(found)


def wants_a_person(text: str) -> bool:
    """Tell whether a short text in another language asks for a person, and for nothing else."""
    words = re.findall(r"[^\s.,;:!?¿¡。、！？]+", text.lower())
    is_refused = any(words and words[0] in one.no for one in offers().values())
    if is_refused or len(words) > _FEW:
        return False
    return any(wish.search(text) and person.search(text) for wish, person in _wishes())


def agreed(text: str) -> bool | None:
    """Tell whether a short text is a yes (True) or a no (False) in any of the languages; None where it is neither."""
    words = re.findall(r"[^\s.,;:!?¿¡。、！？]+", text.lower())
    if not 0 < len(words) <= _SHORT:
        return None
    head = words[0]
    language = language_of(text)
    is_english = language is not None and language.code == "en"
    if is_english or (head in _ENGLISH_TOO and language is None):
        return None
    if any(head in one.no for one in offers().values()):
        return False
    if any(head in one.yes for one in offers().values()):
        return True
    return None


async def foreign(desk: Desk) -> bool:
    """Answer a message in another language; False where it is none, or what it says is read all the same."""
    if desk.is_staff:
        return False
    text = desk.turn.text
    if desk.before.awaiting is Awaiting.PERSON_OFFER:
        answer = agreed(text)
        if answer is not None and (answer is False or _is_plain(text)):
            await (people_answers.hand_over(desk) if answer else _declined(desk))
            return True
    offer = offer_for(text)
    if offer is None or desk.wish.values(EntityType.ADDRESS) or desk.turn.waiting is not None:
        return False
    if wants_a_person(text) and not desk.is_staff:
        await people_answers.call_a_person(desk, "asked for a person")
        return True
    desk.say(offer.sentences)
    await _what_is_read(desk)
    desk.wait_for(Awaiting.PERSON_OFFER)
    desk.show(ChoicesCard(("Yes", "No")))
    return True


def _is_plain(text: str) -> bool:
    return "?" not in text and not any(letter.isdigit() for letter in text)


async def _declined(desk: Desk) -> None:
    desk.say(wording.ALL_RIGHT)


async def _what_is_read(desk: Desk) -> None:
    """Say how the order is that a number names, in every language; without one, what can plainly be told."""
    numbers = desk.wish.values(EntityType.ORDER_NUMBER)
    if not numbers:
        await _what_is_told(desk)
        return
    if "get_order" not in desk.turn.tools.offered:
        return
    order = await desk.facts.order(numbers[0])
    if isinstance(order, Missing):
        desk.say(wording.OWN_ORDERS_ONLY)
    else:
        _say_where(desk, order)


def _say_where(desk: Desk, order: Order) -> None:
    """Say how far the order is, and remember that this was asked: it may be gone on about in English."""
    order_answers.say_where(desk, order)
    desk.keep(replace(desk.memory, last_intent=Intent.WHERE_IS_MY_ORDER.value))


async def _what_is_told(desk: Desk) -> None:
    """Say the plain fact of the newest order under way, or the rule on returns, where a few words tell that it is asked for."""
    language = language_of(desk.turn.text)
    match None if language is None else subject_of(desk.turn.text, language.code):
        case Subject.WHERE_IT_IS if "list_orders" in desk.turn.tools.offered:
            orders = await desk.facts.orders()
            if isinstance(orders, Refusal) or not orders:
                return
            newest = next((one for one in orders if one.status in OPEN), orders[0])
            order = await desk.facts.order(newest.number)
            if not isinstance(order, Missing):
                _say_where(desk, order)
        case Subject.HOW_LONG_TO_RETURN:
            await policy_answers.quoted(desk, _RETURNS)
        case _:
            return


async def language_question(desk: Desk) -> None:
    """Say which language is spoken here, and offer a person."""
    if _GOOD_ENOUGH.search(desk.text) or desk.is_staff:
        desk.say("Your English is fine. What can I do for you?")
        return
    offer = offer_for(desk.turn.text)
    desk.wait_for(Awaiting.PERSON_OFFER)
    desk.say(_ENGLISH_ONLY if offer is None else offer.sentences)
    desk.show(ChoicesCard(("Yes, a person please", "No, thanks")))
