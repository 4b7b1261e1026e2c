"""What politeness answers, and what is said about the talk itself."""

import re

from support_ai.access.actor import Customer, Staff
from support_ai.agent.brain import Refusal
from support_ai.agent.consent import Consent, read_consent
from support_ai.agent.local import change_words, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.expected import SMALL
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.said import read
from support_ai.conversations.models import Speaker

_HOW_ARE_YOU = re.compile(
    r"\bhow(?:'s| is| are)? (?:are |it |r )?(?:you|u|ya|going|things|life|your day)\b|\bwhat'?s up\b|\bsup\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:my name|who (?:am i|i am)|know me)\b", re.IGNORECASE)
_HIRING = re.compile(
    r"\b(?:hir(?:e|ing)|jobs?|vacanc\w+|apply|career|work (?:for|at) you|internship)\b", re.IGNORECASE
)
FINE = "I'm fine, thank you! What can I do for you?"
_WHAT_NOW = "What can I do for you? You can ask me about orders, returns, refunds, products and our policies."
_TAKE_YOUR_TIME = "Of course, take your time."
_IS_IT_DONE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|and|great|thanks|perfect|wait)\W+)*(?:(?:is|was) (?:it|that|this|everything) |(?:it|that)'?s |all )?(?:now |really |already )?(?:done|sorted|booked|through|set|finished|completed?)(?: now| then| already)?\W*\?\W*$"
    r"|^\W*(?:(?:ok(?:ay)?|so|and)\W+)*did (?:it|that|this) (?:go through|work)\b",
    re.IGNORECASE,
)
_YES_DONE = "Yes, that is done. Tell me if you need anything else."
_ALL_DONE = "All done: nothing waits for your yes any more. Tell me if you need anything else."
_LEFT_BEFORE = "I left it as it was, so nothing waits for a yes. If you want it after all, just tell me."
_SAID = "I said: "
_NOTHING_TO_REPEAT = "I have not said anything yet. " + _WHAT_NOW


async def greet(desk: Desk) -> None:
    """Greet."""
    if _HOW_ARE_YOU.search(desk.text):
        desk.say(FINE)
    else:
        desk.say(wording.GREETING_STAFF if desk.is_staff else desk.turn.conduct.greeting)


async def thanks(desk: Desk) -> None:
    """Answer thanks."""
    desk.say(wording.THANKS)


async def goodbye(desk: Desk) -> None:
    """Take leave."""
    desk.say(wording.GOODBYE)


async def what_can_you_do(desk: Desk) -> None:
    """Say what the assistant is, and what it can do."""
    if _HIRING.search(desk.text):
        desk.missed()
    elif _NAME.search(desk.text) and await _say_name(desk):
        return
    else:
        name = desk.turn.conduct.behaviour.name
        desk.say(
            wording.BOT.format(name=name)
            + (wording.CAN_DO_STAFF if desk.is_staff else wording.CAN_DO_CUSTOMER)
        )


async def _say_name(desk: Desk) -> bool:
    match desk.turn.person:
        case Staff(name=name):
            desk.say(f"You are {name}.")
            return True
        case Customer(customer_id=str()):
            found = await desk.facts.customer()
            if isinstance(found, Refusal):
                return False
            desk.say(f"Yes: you are signed in as {found.name}.")
            return True
        case _:
            desk.say("No, you are not signed in, so I don't know who you are.")
            return True


async def leave_it(desk: Desk) -> None:
    """Answer a no, and somebody who does not want it any more."""
    desk.say(wording.ALL_RIGHT)


async def yes(desk: Desk) -> None:
    """Answer a yes to nothing: it does nothing, and what is wanted is asked."""
    if desk.before.last_intent == Intent.OPEN_TICKET.value and desk.before.last_ticket is not None:
        desk.say(f"Good: our team has your ticket {desk.before.last_ticket}.")
        return
    desk.say(f"All right! {_WHAT_NOW}")


def is_all_said(text: str, intent: Intent) -> bool:
    """Tell whether somebody only says that there is nothing more."""
    return read(text).says_that_is_all and "?" not in text and intent in SMALL


async def settled_already(desk: Desk) -> bool:
    """Answer a yes, or `that was all`, that comes once nothing waits any more; False where it is none."""
    if desk.turn.waiting is not None or desk.before.form is not None:
        return False
    last = next((one.text for one in reversed(desk.turn.history) if one.speaker is not Speaker.PERSON), "")
    consent = read_consent(desk.turn.text)
    if last.startswith(change_words.DONE) and _IS_IT_DONE.match(desk.turn.text):
        desk.say(_YES_DONE)
        return True
    if last.startswith((change_words.DONE, _ALL_DONE, _YES_DONE)) and (
        is_all_said(desk.turn.text, desk.wish.intent)
        or consent in (Consent.YES, Consent.ALL, Consent.NO_MORE)
    ):
        desk.say(_ALL_DONE)
        return True
    if last.startswith((change_words.LEFT, _LEFT_BEFORE)) and consent is Consent.YES:
        desk.say(_LEFT_BEFORE)
        return True
    return False


async def hold_on(desk: Desk) -> None:
    """Answer somebody who needs a moment."""
    desk.say(_TAKE_YOUR_TIME)


async def repeat(desk: Desk) -> None:
    """Say the last answer again; where there was none, ask what is wanted."""
    if not re.search(r"\w", desk.turn.text):
        desk.say(_WHAT_NOW)
        return
    last = next((one.text for one in reversed(desk.turn.history) if one.speaker is not Speaker.PERSON), None)
    while last is not None and last.startswith(_SAID):
        last = last.removeprefix(_SAID)
    # What was asked stays asked.
    desk.wait_for(desk.before.awaiting)
    desk.say(_NOTHING_TO_REPEAT if last is None else _SAID + last)
