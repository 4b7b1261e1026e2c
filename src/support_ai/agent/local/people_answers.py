"""Answers about people: who is signed in, other customers for colleagues, and the way to a person."""

import re
from dataclasses import replace

from support_ai.access.actor import Staff
from support_ai.agent.brain import Refusal
from support_ai.agent.local import account_answers, order_answers, policy_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.finding import customer_filter
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.tools.customers import SEARCH_CUSTOMERS, SearchCustomers
from support_ai.agent.tools.tickets import HAND_OVER, HandOver

_POINTS = re.compile(r"\b(?:loyalty|bonus|reward|points|miles|membership|level|status tier)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:humans?|person|persons|people|agents?|colleagues?|representatives?|reps?|some ?(?:one|body)|any ?(?:one|body)|manager|supervisor|boss|support|staff|team|operator|employee|advis[eo]r|consultant|customer (?:service|care)|service|call (?:me|back)|callback|phone|real|alive|living|man|woman|human being|talk|speak|escalate|emma|boss)\b",
    re.IGNORECASE,
)
# In a story, what is to be done and with whom stand in one sentence.
_ASKED = re.compile(
    r"\b(?:talk|speak|chat|connect|transfer|pass|put|get|give|want|need|let|have|contact|hand|escalate|reach|is there|'d like|'d rather|would like|prefer|please|forward|bring)\b[^.!?\n]{0,60}\b(?:humans?|persons?|people|agents?|colleagues?|representatives?|reps?|some ?(?:one|body)|any ?(?:one|body)|managers?|supervisors?|boss|support|staff|team|operators?|employees?|advis[eo]rs?|consultant|customer (?:service|care)|emma)\b"
    r"|\b(?:human|live|real) (?:agent|person|being|support)\b|\b(?:call|ring|phone) (?:me|us)\b|\bcall ?back\b",
    re.IGNORECASE,
)
_FEW = 8
_WHEN = re.compile(r"\b(?:when|what time|which hours|until when|how late|opening hours)\b", re.IGNORECASE)
_HOW_LONG = re.compile(
    r"\b(?:how (?:long|soon|much longer|many (?:people|are))|when|what time|eta|still there|anybody there|any ?one there)\b|^\W*(?:today|tomorrow|now)\W*$",
    re.IGNORECASE,
)
# What is remembered of a conversation that colleagues have.
_HANDED_OVER = "handed_over"


async def profile(desk: Desk) -> None:
    """Say what is stored about the person."""
    match desk.turn.person:
        case Staff(name=name, role=role):
            desk.say(f"You are {name}, signed in as {role.value.replace('_', ' ')}.")
        case _:
            if _POINTS.search(desk.text):
                desk.missed()
            elif await account_answers.stored_data(desk) or await account_answers.balance(desk):
                return
            elif not desk.is_barred():
                found = await desk.facts.customer()
                desk.say(*([found.sentence] if isinstance(found, Refusal) else wording.profile(found)))


async def find_customer(desk: Desk) -> None:
    """Say which customers match; for colleagues."""
    if SEARCH_CUSTOMERS.name not in desk.turn.tools.offered:
        if not desk.is_barred():
            desk.wait_for(Awaiting.ORDER_HISTORY_OFFER)
            desk.say(wording.NOT_PERMITTED["find_customer"])
        return
    numbers = desk.wish.values(EntityType.CUSTOMER_NUMBER)
    if numbers:
        one = await desk.facts.customer(numbers[0])
        desk.say(
            *([wording.NO_CUSTOMER] if isinstance(one, Refusal) else wording.profile(one, for_staff=True))
        )
        return
    wanted = customer_filter(desk.text, desk.wish)
    found = await desk.turn.tools.use(SEARCH_CUSTOMERS, wanted)
    if isinstance(found, Refusal):
        desk.say(found.sentence)
    elif not found:
        desk.say(wording.NO_CUSTOMER)
    else:
        desk.say("Customers:" if wanted == SearchCustomers() else "I found:")
        desk.say(*(f"• {one.name}, {one.customer_id}" for one in found))


async def hand_over(desk: Desk) -> None:
    """Put the conversation into the queue of the shop's people, and say what happens next and when."""
    if desk.is_staff:
        desk.say("You are a colleague yourself: customers reach you through the inbox.")
        return
    if await _asks_for_hours(desk):
        return
    if (
        not is_plainly_asked(desk.turn.text)
        and desk.before.awaiting is not Awaiting.PERSON_OFFER
        and not desk.before.complaints
    ):
        desk.wait_for(Awaiting.PERSON_OFFER)
        desk.say(wording.PERSON_OFFER)
        return
    await call_a_person(desk, "asked for a person")


async def call_a_person(desk: Desk, reason: str) -> None:
    """Give the conversation to the colleagues, and say what happens next."""
    done = await desk.turn.tools.use(HAND_OVER, HandOver(reason=reason))
    if isinstance(done, Refusal):
        desk.say(done.sentence)
        return
    if done.ticket is None:
        desk.keep(replace(desk.memory, last_intent=_HANDED_OVER))
    desk.say(*done.sentences)


def is_plainly_asked(text: str) -> bool:
    """Tell whether a text asks for a person: in few words by naming one, in a story only by asking for one."""
    if len(text.split()) <= _FEW:
        return _PERSON.search(text) is not None
    return _ASKED.search(text.replace("\u2019", "'")) is not None


async def _asks_for_hours(desk: Desk) -> bool:
    """Say when people can be reached, where that is asked and not for one of them."""
    return _WHEN.search(desk.text) is not None and await policy_answers.quoted(desk)


async def how_long(desk: Desk) -> bool:
    """Say again what happens next, where somebody who waits for a person asks when; False where that is not so."""
    waits = desk.before.last_intent == _HANDED_OVER and not desk.is_staff
    if not waits or not _HOW_LONG.search(desk.text) or desk.wish.values(EntityType.ORDER_NUMBER):
        return False
    done = await desk.turn.tools.use(HAND_OVER, HandOver(reason="asked when"))
    if isinstance(done, Refusal):
        return False
    desk.keep(replace(desk.memory, last_intent=_HANDED_OVER))
    desk.say(*done.sentences)
    return True


async def identify(desk: Desk) -> None:
    """Answer somebody who says who they are."""
    if desk.is_barred():
        return
    if desk.wish.values(EntityType.ORDER_NUMBER):
        await order_answers.where(desk)
    elif desk.is_staff:
        await profile(desk)
    else:
        desk.say(wording.KNOWN)
