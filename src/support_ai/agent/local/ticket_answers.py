"""Customers' tickets: opening one, how one stands, and what was answered."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.features import plain
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.mentions import singular
from support_ai.agent.local.said import read
from support_ai.agent.tools.tickets import GET_TICKET, OPEN_TICKET, GetTicket, OpenTicket
from support_ai.conversations.models import Speaker
from support_ai.orders.models import Order
from support_ai.tickets.models import Author, Ticket, TicketDetails, TicketStatus

ASK_WHAT = (
    "What is it about? Please describe it in a few sentences, with the order number if there is one, "
    "and I'll put it on the ticket as you write it."
)
OFFER = "Would you like me to open a ticket with that for our team?"
_MOST_LISTED = 10
_FEW = 8
_TICKET = re.compile(r"\b(?:ti[ck]{1,2}e?ts?|tikcets?|cases?|complaints?|requests?|report|on record)\b")
_ASKED = re.compile(
    r"\b(?:open|create|file|raise|submit|make|log|report|lodge|register|start|write|need|want|like)\b[^.!?\n]{0,60}\b(?:ticket|complaint|case|issue|problem)s?\b"
)
_SUBJECT_LONGEST = 120
_FEWEST_WORDS = 4
_WISH = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|day|evening)|please|pls|can|could|would|will|you|i'd like|i would like|i want|i need|i'd|i|we|want|need|like|to|wanna|kindly|just|let's|me|my|the|a|an|new|support|service|help ?desk|ticket|tickets|case|complaint|request|report|issue|open|create|raise|file|log|submit|make|start|lodge|leave|send|put|for|with|about|regarding|concerning|message|team|your|this|that|it|of|on|as|in|is|subject|title|because|since|saying|says|stating|and)\b[\s,.:;!?-]*)+",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:subject|title)\s*(?:is|:|-)\s*(?P<subject>[^.\n?!]{3,120})", re.IGNORECASE)
_STATES = {
    TicketStatus.OPEN: "open: our team works on it",
    TicketStatus.PENDING: "waiting for your answer",
    TicketStatus.ON_HOLD: "on hold",
    TicketStatus.SOLVED: "solved",
    TicketStatus.CLOSED: "closed",
}


async def open_ticket(desk: Desk) -> None:
    """Open a ticket with what was said about it; where nothing was, ask for it first; where none was asked for, offer one."""
    if desk.is_barred():
        return
    is_agreed = desk.before.awaiting is Awaiting.TICKET_OFFER
    if not is_agreed and not is_plainly_asked(desk.turn.text):
        desk.wait_for(Awaiting.TICKET_OFFER)
        desk.say(OFFER)
        desk.show(ChoicesCard(("Yes, please", "No, thanks")))
        return
    text = described(_said_before(desk) if is_agreed else desk.turn.text)
    if text is None:
        desk.wait_for(Awaiting.TICKET_TEXT)
        desk.say(ASK_WHAT)
        return
    await open_with(desk, text)


def is_plainly_asked(text: str) -> bool:
    """Tell whether a text asks for a ticket: by calling one by its name with what is to be done, or in few words."""
    plainly = plain(text)
    return (len(plainly.split()) <= _FEW and _TICKET.search(plainly) is not None) or _ASKED.search(
        plainly
    ) is not None


def _said_before(desk: Desk) -> str:
    """Return what the person said before the assistant's question."""
    return next((one.text for one in reversed(desk.turn.history) if one.speaker is Speaker.PERSON), "")


async def open_with(desk: Desk, text: str) -> None:
    """Open a ticket with a text, and say its number."""
    order = _order(desk)
    own = None if order is None else await desk.facts.order(order)
    number = own.number if isinstance(own, Order) else None
    wanted = OpenTicket(subject=subject_of(text), text=text.strip()[:8000], order_number=number)
    done = await desk.turn.tools.use(OPEN_TICKET, wanted)
    if isinstance(done, Refusal):
        desk.say(done.sentence)
        return
    desk.keep(replace(desk.memory, last_ticket=done.number, last_intent=Intent.OPEN_TICKET.value))
    about = f" about order {number}" if number else ""
    desk.say(
        f"I have opened ticket {done.number}{about} for our team. You can ask me here at any time how it stands."
    )


def described(text: str) -> str | None:
    """Return what a message says for a ticket; None where it only says that one is wanted."""
    rest = _WISH.sub("", text.replace("\u2019", "'")).strip(" .!?\n")
    return text.strip() if len(rest.split()) >= _FEWEST_WORDS else None


def subject_of(text: str) -> str:
    """Return a line that says what a text is about: what it calls its subject, else its first words of matter."""
    named = _SUBJECT.search(text)
    line = named["subject"] if named is not None else _WISH.sub("", text)
    words = " ".join((line or text).split())
    first = re.split(r"(?<=[.!?])\s", words, maxsplit=1)[0].strip(" .!?,;:")
    subject = (first or words or "A question")[:_SUBJECT_LONGEST]
    return subject[:1].upper() + subject[1:]


def _order(desk: Desk) -> str | None:
    return next(iter(read(desk.turn.text).values(EntityType.ORDER_NUMBER)), None)


async def ticket_status(desk: Desk) -> None:
    """Say how the ticket that is meant stands and what was answered last; list them where none is."""
    if desk.is_barred():
        return
    numbers = desk.wish.values(EntityType.TICKET_NUMBER)
    if numbers:
        await _one(desk, numbers[0])
        return
    found = await desk.turn.tools.use(GET_TICKET, GetTicket())
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return
    tickets = [one for one in found if isinstance(one, Ticket)]
    if not tickets:
        desk.say("You have no tickets with us.")
        return
    meant = _meant(desk, tickets)
    if len(meant) == 1 and not _wants_list(desk.text):
        await _one(desk, meant[0].number)
        return
    desk.say("Tickets:" if desk.is_staff else "Your tickets:", *(_line(one) for one in meant[:_MOST_LISTED]))


def _wants_list(text: str) -> bool:
    return re.search(r"\b(?:list|all|tickets)\b", text, re.IGNORECASE) is not None


def _meant(desk: Desk, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return the tickets whose subject has the most words of the wish; all where none has any, or a list is wanted."""
    spoken_of = [one for one in tickets if one.number == desk.before.last_ticket]
    if spoken_of and desk.before.last_intent in _ON_TICKETS and not _wants_list(desk.text):
        return spoken_of
    words = _stems(desk.text) - _stems(" ".join(_COMMON))
    scores = [len(words & _stems(one.subject)) for one in tickets]
    best = max(scores)
    if best:
        return [one for one, score in zip(tickets, scores, strict=True) if score == best]
    open_ones = [one for one in tickets if one.status not in (TicketStatus.SOLVED, TicketStatus.CLOSED)]
    return open_ones if len(open_ones) == 1 and not _wants_list(desk.text) else list(tickets)


def _stems(text: str) -> set[str]:
    """Return the words of a text by their beginnings: who speaks of a crackling thing means what crackles."""
    return {singular(word)[:_STEM] for word in re.findall(r"[\w-]{4,}", text.lower())}


_STEM = 5
_ON_TICKETS = frozenset({Intent.OPEN_TICKET.value, Intent.TICKET_STATUS.value, Intent.UPDATE_TICKET.value})
_COMMON = frozenset(("ticket", "case", "status", "answer", "about", "that", "what", "with", "have", "reply", "something", "asked", "while", "request", "there", "when", "your"))  # fmt: skip


def _line(one: Ticket) -> str:
    about = f": {wording.quoted(one.subject)}" if one.subject else ""
    return f"• {one.number}{about}, {_STATES[one.status]}"


async def _one(desk: Desk, number: str) -> None:
    found = await desk.turn.tools.use(GET_TICKET, GetTicket(ticket_number=number))
    details = (
        None
        if isinstance(found, Refusal)
        else next((one for one in found if isinstance(one, TicketDetails)), None)
    )
    if details is None:
        desk.say("I can only show you your own tickets, and I find none of yours with that number.")
        return
    ticket = details.ticket
    desk.keep(replace(desk.memory, last_ticket=ticket.number))
    about = f" ({wording.quoted(ticket.subject)})" if ticket.subject else ""
    desk.say(f"Your ticket {ticket.number}{about} is {_STATES[ticket.status]}.")
    answers = [one for one in details.comments if not one.is_internal]
    if not answers:
        desk.say("Nobody has written on it yet.")
        return
    last = answers[-1]
    is_own = last.author in (Author.CUSTOMER, Author.ASSISTANT)
    who = "You" if is_own else last.name.split()[0] if last.name else "Our team"
    day = wording.day_text(
        last.created_at.astimezone(desk.turn.zone).date(), desk.turn.now.astimezone(desk.turn.zone).date()
    )
    desk.say(f"{who} wrote {day}: {wording.quoted(last.text)}")
    if is_own:
        desk.say("There is no answer to it yet.")


async def update_ticket(desk: Desk) -> None:
    """Say how a ticket stands, and how to add to it: that is not done here."""
    await ticket_status(desk)
    if not desk.is_staff and re.search(
        r"\b(?:add|comment|update|tell|change|close|solved|note)\b", desk.text, re.IGNORECASE
    ):
        desk.wait_for(Awaiting.PERSON_OFFER)
        desk.say(
            "I cannot write on a ticket that is open already. You can add a comment on your tickets' page, "
            "or would you like me to pass you to a colleague?"
        )
