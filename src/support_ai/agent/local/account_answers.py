"""Answers about accounts: signing in, one-time codes, personal data."""

import re

from support_ai.access.actor import Visitor
from support_ai.agent.brain import Refusal
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import policy_answers, wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.passages import questions_in
from support_ai.customers.naming import name_of

_WHY = "The code proves that it is you: it goes to the e-mail address or phone that we have on file, and nobody else gets it."
_WAIT = (
    "A code can take a few minutes; please look into the spam folder too. To get a new one, just give me your e-mail "
    "address, phone number or order number again. I never see the code myself, so I cannot read it to you."
)
_NO_ACCESS = "If you cannot reach the address or phone any more, a person has to check who you are."
_FORGOTTEN = "how do I reset a forgotten password"
_RIGHTS = "can I have my data deleted or get a copy of it"
_STORED = "which data do you store about me"
_SIGNING_IN = re.compile(r"\b(?:pass ?w\w*|pasw\w*|log ?in|sign ?in|locked|account)\b", re.IGNORECASE)
_NEWSLETTER = re.compile(r"\b(?:newsletter|mailing list|unsubscribe|marketing|ads?|spam)\b", re.IGNORECASE)
_BALANCE = re.compile(
    r"\b(?:how much|balance|(?:what(?:'?s| is)|is there|anything|something|money) (?:still |left )?(?:on|left)|enough|worth|credit)\b(?=.*\b(?:gift|voucher|credit|balance|card)\b)|\bgift ?-?card balance\b",
    re.IGNORECASE,
)
_METHODS = re.compile(
    r"\b(?:methods?|ways? to pay|(?:which|what|my) (?:saved |stored )?cards|on file|profile|address|e-?mail)\b",
    re.IGNORECASE,
)
_WHICH_DATA = re.compile(
    r"\bwhat (?:data|information|details|do you)|\bwhich (?:data|information)|\bkeep about\b|\bstored?\b",
    re.IGNORECASE,
)


async def code_trouble(desk: Desk) -> None:
    """Help with a code that does not come, or with signing in."""
    text = desk.text
    if _SIGNING_IN.search(text) and "code" not in text.lower():
        asked = questions_in(text)[:1]
        if await policy_answers.quoted(desk, *asked, _FORGOTTEN):
            return
    if re.search(r"\bwhy\b|\bwhat (?:is|'s) (?:the|this|a)\b|\bwhat code\b", text, re.IGNORECASE):
        desk.say(_WHY)
        return
    desk.say(_WAIT)
    if re.search(
        r"\b(?:no longer|changed|old|lost|can'?t (?:get|access)|no access|new) ", text, re.IGNORECASE
    ):
        desk.say(_NO_ACCESS)
    if not isinstance(desk.turn.person, Visitor):
        desk.say("You are signed in here already, by the way.")
    else:
        _offer(desk, "Would you like me to ask a person to help you?")


async def delete_my_data(desk: Desk) -> None:
    """Say what the shop's article says of it, and offer a person: erasing is not done in the chat."""
    quoted = not _NEWSLETTER.search(desk.text) and await policy_answers.quoted(desk, _RIGHTS)
    if not quoted:
        desk.say("I cannot change that here myself.")
    if not desk.is_staff:
        _offer(
            desk,
            "It is a person who does that, so that nothing is removed by mistake. Would you like me to pass you to a colleague?",
        )


async def stored_data(desk: Desk) -> bool:
    """Answer what is stored, in the shop's words; False where that is not asked."""
    if not _WHICH_DATA.search(desk.text) or not re.search(
        r"\b(?:data|information|store|keep)\b", desk.text, re.IGNORECASE
    ):
        return False
    found = await policy_answers.quoted(desk, _STORED)
    if re.search(r"\b(?:delet|remov|eras)\w*", desk.turn.text, re.IGNORECASE):
        found = await policy_answers.quoted(desk, _RIGHTS) or found
    return found


async def balance(desk: Desk) -> bool:
    """Say how much lies on what holds money; False where that is not asked, or nothing of the person's does."""
    is_only = _BALANCE.search(desk.text) is not None and not _METHODS.search(desk.text)
    return is_only and await say_balances(desk)


async def say_balances(desk: Desk) -> bool:
    """Say how much lies on gift cards and the like; False where the person has none."""
    if desk.is_barred():
        return False
    found = await desk.facts.customer()
    if isinstance(found, Refusal):
        return False
    lying = [(one, wording.lying_on(one, found)) for one in found.payment_methods]
    lines = [f"Your {name_of(one)} is there{words}." for one, words in lying if words]
    desk.say(*lines)
    return bool(lines)


def _offer(desk: Desk, sentence: str) -> None:
    desk.wait_for(Awaiting.PERSON_OFFER)
    desk.say(sentence)
    desk.show(ChoicesCard(("Yes, a person please", "No, thanks")))
