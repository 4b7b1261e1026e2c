"""Tickets for colleagues: lists, one with everything that was written on it, and new ones for a customer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.access.actor import Staff
from support_ai.agent.brain import Refusal
from support_ai.agent.local import wording
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.mentions import singular
from support_ai.agent.local.said import read
from support_ai.agent.local.staff_wanted import Wanted
from support_ai.agent.local.staff_whom import Whom, whom
from support_ai.agent.tools.tickets import GET_TICKET, OPEN_TICKET_FOR, GetTicket, OpenTicketFor
from support_ai.customers.models import CustomerProfile
from support_ai.orders.models import Order
from support_ai.tickets.models import Author, Comment, Ticket, TicketDetails, TicketStatus

_ENDED = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
_OPEN = re.compile(r"\b(?:open|unsolved|unanswered|new|pending|waiting|to do|todo|still)\b", re.IGNORECASE)
_URGENT = re.compile(r"\b(?:urgent|high[- ]priority|high)\b", re.IGNORECASE)
_SOLVED = re.compile(r"\b(?:solved|closed|done|finished)\b", re.IGNORECASE)
_THE_ONE = re.compile(r"\b(?:the|that) (?:\w+ ){1,2}(?:one|ticket)\b|\b(?:read|show) it\b", re.IGNORECASE)
_MINE = re.compile(r"\b(?:mine|my (?:own |open )?(?:tickets?|cases?|queue|ones?)|(?:assigned|belong\w*|given) to me|i(?:'m| am) (?:working|assigned)|on my (?:plate|list|desk)|(?:waiting|there|left|open|due) for me)\b", re.IGNORECASE)  # fmt: skip
_NOBODYS = re.compile(r"\b(?:unassigned|nobody'?s|assigned to (?:nobody|no one)|no ?one is (?:working )?on|without (?:an? )?(?:owner|assignee))\b", re.IGNORECASE)  # fmt: skip
# Of the order that was spoken of: `any tickets on it?`.
_ON_IT = re.compile(
    r"\b(?:on|for|about|with|regarding|to) (?:it|this|that|(?:this|that|the) (?:order|one))\b", re.IGNORECASE
)
_ASKS_WHO_HAS = re.compile(r"\b(?:assign\w*|who (?:has|owns|handles|takes care|looks after|(?:is )?work\w* on|is on))\b", re.IGNORECASE)  # fmt: skip
_SEVERAL = re.compile(
    r"\b(?:tickets|list|all|which|any|how many|mine|ones|urgent|unassigned|queue)\b", re.IGNORECASE
)
_COMMON = frozenset(
    ("ticket", "case", "status", "answer", "about", "that", "what", "with", "have", "note", "noted", "show", "open", "which", "there", "reply", "wrote", "said", "order", "customer", "from", "does", "this", "they", "queue", "need", "the", "and", "for", "any", "did", "his", "her", "was", "were", "all", "who", "how", "has", "had", "are", "you", "our", "can", "see", "get", "one", "list", "many", "case", "reply", "now", "right", "still", "due", "new", "next", "newest", "latest", "anything")
)  # fmt: skip
_COMMAND = re.compile(
    r"^\W*(?:(?:please|can|could|you|now|and|also|then|kindly|let'?s|i|we)\W+)*"
    r"(?:(?:open|create|raise|file|log|make|start|submit|need|want|give)\W+(?:(?:a|an|another|new|support|me|one)\W+)*(?:tickets?|case|one|another)|(?:(?:a|an|another|one|new|support)\W+)*(?:ticket|case))\b"
    r"(?: (?:for|on behalf of|regarding|about|on|that|to|from|with)\b)?",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"^\W*(?:(?:customer|the customer|cust-?\d+|order|ord-?\d+)\b[\s,:;-]*|:\s*)+", re.IGNORECASE
)
_FEWEST_WORDS = 3
# More than these are not counted in words: what was listed is only the newest.
_COUNTED = 10
_SUBJECT = 120
_LONGEST = 8000
# What was asked for, so that the next message is the ticket's text.
ASKED_FOR_TEXT = "ticket_text"
NOT_HERE = (
    "I can show tickets and open new ones. Answers, notes, status, priority and who works on it are changed "
    "in the console, on the ticket's page."
)
_DESCRIBE = "What is the ticket about? Tell me in a sentence or two, with the customer and the order if there are any."


async def _all(desk: Desk) -> list[Ticket] | None:
    found = await desk.turn.tools.use(GET_TICKET, GetTicket())
    if isinstance(found, Refusal):
        desk.say(found.sentence)
        return None
    return [one for one in found if isinstance(one, Ticket)]


async def show(desk: Desk) -> None:
    """Show the tickets that are meant: by number, customer, order, or words of their subject."""
    numbers = desk.wish.values(EntityType.TICKET_NUMBER)
    if numbers:
        for number in numbers[:3]:
            await _one(desk, number)
        return
    tickets = await _all(desk)
    if tickets is None:
        return
    if desk.wish.values(EntityType.ORDER_NUMBER):
        order = await desk.facts.order(desk.wish.values(EntityType.ORDER_NUMBER)[0])
        if isinstance(order, Order):
            _list(desk, _of_order(tickets, order.number), f"for order {order.number}")
            return
    spoken = desk.before.last_order
    if spoken is not None and _ON_IT.search(desk.text) and desk.before.last_ticket is None:
        _list(desk, _of_order(tickets, spoken), f"for order {spoken}")
        return
    meant = await whom(desk)
    if meant == Whom() and (known := _same_customer(desk)) is not None:
        record = await desk.facts.customer(known)
        meant = Whom() if isinstance(record, Refusal) else Whom(one=record)
    if meant.one is not None:
        desk.keep(replace(desk.memory, customer=meant.one.customer_id, last_wanted=Wanted.TICKETS.value))
        await _narrowed(
            desk, [one for one in tickets if one.customer_id == meant.one.customer_id], f"of {meant.one.name}"
        )
        return
    if not _SEVERAL.search(desk.text) and desk.before.last_ticket is not None:
        await _one(desk, desk.before.last_ticket)
        return
    await _narrowed(desk, tickets, "")


def _same_customer(desk: Desk) -> str | None:
    """Return whose tickets were listed, where a few words go on with that list: `the solved one, read it to me`."""
    goes_on = desk.before.last_intent == Intent.TICKET_STATUS.value and _THE_ONE.search(desk.text)
    return desk.before.customer if goes_on else None


async def _narrowed(desk: Desk, tickets: Sequence[Ticket], whose: str) -> None:
    """Show the one ticket whose subject was named, else list them."""
    words = {singular(word) for word in re.findall(r"[\w-]{3,}", desk.text.lower())} - _COMMON
    scores = [
        len(words & {singular(word) for word in re.findall(r"[\w-]{3,}", one.subject.lower())})
        for one in tickets
    ]
    best = max(scores, default=0)
    named = [one for one, score in zip(tickets, scores, strict=True) if score == best] if best else []
    if len(named) == 1 and "tickets" not in desk.text.lower():
        await _one(desk, named[0].number)
        return
    if len(tickets) == 1 and whose and not _SEVERAL.search(desk.text):
        await _one(desk, tickets[0].number)
        return
    kept = [one for one in tickets if one.status not in _ENDED] if _OPEN.search(desk.text) else list(tickets)
    if _URGENT.search(desk.text):
        kept = [one for one in kept if one.priority.value in ("urgent", "high")]
    if _SOLVED.search(desk.text):
        kept = [one for one in kept if one.status in _ENDED]
    if _MINE.search(desk.text) and isinstance(desk.turn.person, Staff):
        own = desk.turn.person.account_id
        kept, whose = [one for one in kept if one.assignee == own], whose or "assigned to you"
    elif _NOBODYS.search(desk.text):
        kept, whose = [one for one in kept if one.assignee is None], whose or "assigned to nobody"
    if len(kept) == 1 and _THE_ONE.search(desk.text):
        await _one(desk, kept[0].number)
        return
    _list(desk, named or kept, whose, only_open=_OPEN.search(desk.text) is not None)


def _list(desk: Desk, tickets: Sequence[Ticket], whose: str, *, only_open: bool = False) -> None:
    what = "open tickets" if only_open else "tickets"
    tail = f" {whose}" if whose else ""
    if not tickets:
        desk.say(f"There are no {what}{tail}.")
        return
    if len(tickets) == 1:
        desk.keep(replace(desk.memory, last_ticket=tickets[0].number))
    if len(tickets) == 1:
        first = f"There is 1 {what.removesuffix('s')}{tail}:"
    else:
        count = f", {len(tickets)} in all" if len(tickets) < _COUNTED else ""
        first = f"These are the {what}{tail}{count}:"
    desk.say(first, *(_line(one) for one in tickets))


def _line(one: Ticket) -> str:
    orders = f", order {', '.join(one.order_numbers)}" if one.order_numbers else ""
    who = f", {one.customer_id}" if one.customer_id else ""
    subject = wording.quoted(one.subject) if one.subject else "no subject"
    return f"• {one.number}: {subject}{who}{orders}, {one.status.value.replace('_', ' ')}, {one.priority.value} priority"


def _of_order(tickets: Sequence[Ticket], number: str) -> list[Ticket]:
    return [one for one in tickets if number in one.order_numbers]


async def of_order(desk: Desk, order: Order) -> None:
    """List the tickets of an order."""
    tickets = await _all(desk)
    if tickets is not None:
        _list(desk, _of_order(tickets, order.number), f"for order {order.number}")


async def of_customer(desk: Desk, one: CustomerProfile) -> None:
    """Show or list the tickets of a customer."""
    tickets = await _all(desk)
    if tickets is not None:
        await _narrowed(
            desk, [ticket for ticket in tickets if ticket.customer_id == one.customer_id], f"of {one.name}"
        )


async def _one(desk: Desk, number: str) -> None:
    found = await desk.turn.tools.use(GET_TICKET, GetTicket(ticket_number=number))
    details = (
        None
        if isinstance(found, Refusal)
        else next((one for one in found if isinstance(one, TicketDetails)), None)
    )
    if details is None:
        # The number as it was not written is no fact: `ticket 2` is not to become T-2 in what is said.
        desk.say("I find no ticket with that number.")
        return
    ticket = details.ticket
    order = ticket.order_numbers[0] if len(ticket.order_numbers) == 1 else desk.memory.last_order
    customer = ticket.customer_id or desk.memory.customer
    desk.keep(replace(desk.memory, last_ticket=ticket.number, last_order=order, customer=customer))
    desk.say(f"Ticket {details.ticket.number}:", _line(details.ticket))
    if _ASKS_WHO_HAS.search(desk.text):
        desk.say(_assigned(desk, ticket))
    for one in details.comments:
        # Each by itself: what somebody wrote is held against what was written, and nothing else.
        desk.say(_written_by(desk, one), f"• {wording.quoted(one.text)}")


def _assigned(desk: Desk, one: Ticket) -> str:
    own = desk.turn.person.account_id if isinstance(desk.turn.person, Staff) else None
    if one.assignee is None:
        return "It is assigned to nobody."
    return (
        "It is assigned to you."
        if one.assignee == own
        else "It is assigned to a colleague; the console says to whom."
    )


def _written_by(desk: Desk, one: Comment) -> str:
    today = desk.turn.now.astimezone(desk.turn.zone).date()
    day = wording.day_text(one.created_at.astimezone(desk.turn.zone).date(), today)
    who = one.name or {Author.CUSTOMER: "The customer", Author.ASSISTANT: "The assistant"}.get(
        one.author, "A colleague"
    )
    verb = "noted for colleagues" if one.is_internal else "wrote"
    return f"• {who} {verb} {day}:"


async def open_ticket(desk: Desk) -> None:
    """Open a ticket with the colleague's words, for the customer and the order that they name."""
    text = " ".join(desk.turn.text.split())
    body = _WHOSE.sub("", _COMMAND.sub("", text)).strip(" .,:;-")
    if len(body.split()) < _FEWEST_WORDS:
        desk.keep(replace(desk.memory, wanted=ASKED_FOR_TEXT))
        desk.say(_DESCRIBE)
        return
    desk.keep(replace(desk.memory, wanted=None))
    # All of the message is the ticket's text, so whatever it names is the ticket's.
    numbers = read(desk.turn.text).values(EntityType.ORDER_NUMBER)
    order = await desk.facts.order(numbers[0]) if numbers else None
    meant = await whom(desk)
    customer = meant.one.customer_id if meant.one is not None else None
    if isinstance(order, Order):
        customer = customer or order.customer_id
    wanted = OpenTicketFor(
        subject=_subject(body),
        text=text[:_LONGEST],
        order_number=order.number if isinstance(order, Order) else None,
        customer_id=customer,
    )
    done = await desk.turn.tools.use(OPEN_TICKET_FOR, wanted)
    if isinstance(done, Refusal):
        desk.say(done.sentence)
        return
    desk.keep(replace(desk.memory, last_ticket=done.number, customer=customer or desk.memory.customer))
    whose = f" for {customer}" if customer else ""
    about = f" about order {order.number}" if isinstance(order, Order) else ""
    desk.say(f"I have opened ticket {done.number}{whose}{about}: {done.subject}.")


def _subject(body: str) -> str:
    first = re.split(r"(?<=[.!?])\s", body, maxsplit=1)[0].strip(" .!?,;:")
    return (first or body)[:_SUBJECT]


async def is_open(desk: Desk) -> None:
    """Answer a yes after a ticket was opened, or shown."""
    if desk.before.last_ticket is not None and desk.before.last_intent == Intent.OPEN_TICKET.value:
        desk.say(f"Good. It is ticket {desk.before.last_ticket}.")
        return
    desk.say(wording.ALL_RIGHT)


async def update(desk: Desk) -> None:
    """Show the ticket that is to be changed, and say where that is done."""
    if desk.wish.values(EntityType.TICKET_NUMBER) or desk.before.last_ticket is not None:
        await show(desk)
    desk.say(NOT_HERE)
