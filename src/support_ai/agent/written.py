"""What of a tool's answer is fact, and what is only somebody's words: those may be repeated as they are, and prove nothing.

Without this a brain could write a number into a ticket, read the ticket, and speak of the number as of something known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar, cast

from pydantic import JsonValue

from support_ai.access.actor import Person, Staff
from support_ai.agent.tools.changes import Planned
from support_ai.agent.tools.tool import Tool
from support_ai.core.action import Arguments
from support_ai.tickets.models import Author, Comment, Ticket, TicketDetails

_A = TypeVar("_A", bound=Arguments)
_R = TypeVar("_R")
# Who writes on a ticket what the shop knows; everybody else writes what they think.
_KNOWING = frozenset({Author.COLLEAGUE, Author.SYSTEM})


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as it was read: facts to learn, and texts that may be repeated word for word."""

    facts: object
    words: tuple[str, ...] = ()


def read_answer(tool: Tool[_A, _R], arguments: _A, value: _R, reader: Person) -> Read:
    """Return of an answer what may be said; what the caller wrote into it itself is no fact.

    Colleagues may speak of the orders that a ticket names, whoever named them: they see every order.
    """
    if isinstance(value, Planned):
        said = arguments.model_dump(include=set(tool.words))
        changes = {
            name: (before, without(after, said)) for name, (before, after) in value.preview.changes.items()
        }
        return Read(replace(value.preview, sentence=without(value.preview.sentence, said), changes=changes))
    if isinstance(value, tuple):
        words: list[str] = []
        is_staff = isinstance(reader, Staff)
        facts = tuple(_facts(one, words, keeps_orders=is_staff) for one in cast("tuple[object, ...]", value))
        return Read(facts, tuple(words))
    if tool.words and is_dataclass(value) and not isinstance(value, type):
        own = {one.name: type(getattr(value, one.name))() for one in fields(value) if one.name in tool.words}
        return Read(replace(value, **own))
    return Read(value)


def without(sentence: str, said: Mapping[str, JsonValue]) -> str:
    """Return a rule's sentence without what it only repeats of the arguments: that was not learnt from the shop."""
    for value in said.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one:
                sentence = sentence.replace(one, " ")
    return sentence


def _facts(value: object, words: list[str], *, keeps_orders: bool) -> object:
    """Return a ticket without what customers or a brain wrote on it, which is added to the words."""
    match value:
        case TicketDetails():
            ticket = cast("Ticket", _facts(value.ticket, words, keeps_orders=keeps_orders))
            return replace(value, ticket=ticket, comments=tuple(_fact(one, words) for one in value.comments))
        case Ticket() if value.origin not in _KNOWING:
            words.append(value.subject)
            return replace(value, subject="", order_numbers=value.order_numbers if keeps_orders else ())
        case _:
            return value


def _fact(comment: Comment, words: list[str]) -> Comment:
    if comment.author in _KNOWING:
        return comment
    words.append(comment.text)
    return replace(comment, text="")
