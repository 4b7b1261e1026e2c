"""What a yes may repeat of what was shown without saying anything new: its verb, its things, its amount, its method, its address.

Everything here comes from the proposal itself. What differs from it in a word is not among these words, so it is no part of
a yes; and of things, amounts, methods or orders that were shown together either none is named or all are.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from support_ai.actions.models import Proposal
from support_ai.agent.consent_words import phrase, tokens
from support_ai.agent.models import Previewed
from support_ai.agent.restating_acts import Called, called
from support_ai.agent.restating_money import MONEY, methods, of_money, sums
from support_ai.agent.restating_things import Group, things, wanted
from support_ai.core.action import Preview


@dataclass(frozen=True, slots=True)
class Restated:
    """Phrases that a yes may repeat, groups of which all or none are named, and whether `everything` can be meant.

    `verbs` are words of the act itself, `nouns` what it is called; of the verbs `unclear` ones may as well turn it down:
    `scrap it`; `wanted` may be wished for as well. `money` is what comes back, without what is done for it (`is_paying` where that is all that is done). Words in
    `against` want the opposite; those in `partial` single out one of several. `people` are words of the names of those whom
    it concerns. Nothing is done by a yes where it is not `is_binding`.
    """

    phrases: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()
    verbs: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    reason: str = ""
    is_paying: bool = False
    is_whole: bool = True
    is_binding: bool = True


NOTHING = Restated(is_binding=False)
_PAYING = frozenset({"refund_order", "adjust_order"})
_ADDRESSES = frozenset({"change_order_address", "change_customer_address"})
_STATUSES = frozenset({"set_order_status", "set_return_status"})
_REASON = re.compile(r"^Cancel order \S+ \((?P<reason>[^()]+)\)")
_STATUS = re.compile(r" to (?P<status>[^.]+)\.$")
_SAME_PRICE = "the price stays the same"
_WHOSE = ("", " the", " my", " that", " this", " her", " his", " their", " whole", " the whole")
_OF_ONE = frozenset({"for her", "for him", "for them", "for the customer"})
# What lets a return or an exchange through does not reject it.
_LETS = frozenset(
    {"approve", "approved", "accept", "accepted", "authorise", "authorised", "authorize", "authorized", "grant", "granted", "permission"}
    | {"allow", "allowed", "objection", "objections"}
)  # fmt: skip
# Of a reason these may as well be said of the change: `ok, it was a mistake`.
_DENYING = frozenset({"longer", "mistake"})
_COUNTS = (
    (),
    ("one", "single"),
    ("both", "two"),
    ("all three", "three"),
    ("all four", "four"),
)


def restated(made: Sequence[Proposal | Previewed], people: Collection[str] = ()) -> Restated:
    """Return what a yes to these proposals may repeat; of several kinds at once only that it is for all of them.

    `people` are the names of whoever writes and of the customer whose order it is.
    """
    names = {one.action for one in made}
    several = frozenset(_called_several(len(made)))
    known = frozenset(word for name in people for word in tokens(name))
    partial = _OF_ONE if len({one.customer_id for one in made}) > 1 else frozenset[str]()
    if len(names) != 1:
        return Restated(several, partial=partial, people=known)
    action, previews = names.pop(), [one.preview for one in made]
    rejects = any(_status(one) == "rejected" for one in previews)
    act = called(action, rejects=rejects)
    groups = [tuple(frozenset(_number(one)) for one in previews)]
    found: list[str] = [*act.phrases, *_with_order(action, act, len(made))]
    is_whole = len(made) > 1 or action == "cancel_order"
    if len(made) == 1:
        preview, count = previews[0], _count(made[0])
        found += [*of_money(preview), *_of_place(action, preview), *_in_sentence(preview)]
        groups += [methods(action, preview.movements), *things(preview)]
        several |= frozenset(_called_so_many(count))
        is_whole = is_whole or count > 1
    reason = _reason(previews[0])
    return Restated(
        several | act.verbs | {phrase(one) for one in found},
        tuple(group for group in groups if group),
        act.verbs,
        act.nouns,
        act.unclear | _DENYING.intersection(reason.split()),
        act.deeds | (wanted(previews[0]) if len(made) == 1 else frozenset[str]()),
        frozenset(phrase(one) for one in (*MONEY, *(sums(previews[0]) if len(made) == 1 else ()))),
        _LETS if rejects else frozenset(),
        partial,
        known,
        reason,
        is_paying=action in _PAYING,
        is_whole=is_whole,
    )


def _status(preview: Preview) -> str:
    status = _STATUS.search(preview.sentence) if preview.action in _STATUSES else None
    return "" if status is None else status["status"]


def _reason(preview: Preview) -> str:
    found = _REASON.search(preview.sentence)
    return "" if found is None else phrase(found["reason"])


def _with_order(action: str, act: Called, count: int) -> Iterator[str]:
    """Yield the act with its order: `cancel my order`. `My order` alone, or `release my order`, may be wanted for all that.

    What is returned or withdrawn is not the order, and what is paid back perhaps not all of it.
    """
    if action in ("return_items", "withdraw_return", "adjust_order"):
        return
    noun = "order" if count == 1 else "orders"
    is_refund = action == "refund_order"
    for verb in act.verbs:
        if not is_refund or verb.startswith("refund"):
            for whose in _WHOSE:
                if not is_refund or "whole" not in whose:
                    yield f"{verb}{whose} {noun}"
                    yield from (f"{verb} {many}{noun}" for many in ("both ", "all ") if count > 1)
    if action in ("cancel_order", "archive_order"):
        yield from (
            f"{one} {noun}" for one in (("that", "this") if count == 1 else ("both", "these", "those"))
        )


def _called_several(count: int) -> Iterator[str]:
    if count > 1:
        yield from _COUNTS[count] if count < len(_COUNTS) else ()
        yield from ("all of them", "each of them", "them all", "both of them" if count == 2 else "all")


def _called_so_many(count: int) -> Iterator[str]:
    """Yield how so many things are called together: `one pair`, `both of them`."""
    if count == 0:
        return
    nouns = ("pair", "item", "piece", "thing") if count == 1 else ("pairs", "items", "pieces", "things")
    for number in _COUNTS[count] if count < len(_COUNTS) else (str(count),):
        yield number
        yield from (f"{number} {noun}" for noun in nouns)
    yield from nouns
    yield from _called_several(count)


def _count(proposal: Proposal | Previewed) -> int:
    items = proposal.arguments.get("item_ids")
    return len(items) if isinstance(items, list | tuple) else 0


def _number(preview: Preview) -> Iterator[str]:
    """Yield what the number of an order is said as."""
    kind, _, number = preview.subject.partition(":")
    if kind != "order":
        return
    whole = number.lstrip("#")
    for one in (whole, whole.replace("-", " "), whole.rpartition("-")[2]):
        yield from (
            phrase(one),
            phrase(f"order {one}"),
            phrase(f"order number {one}"),
            phrase(f"number {one}"),
            *(phrase(f"{where} {order}{one}") for where in ("from", "of", "in") for order in ("", "order ")),
        )


def _of_place(action: str, preview: Preview) -> Iterator[str]:
    """Yield runs of words of the address that was shown, two at least, or one whole part of it."""
    if action not in _ADDRESSES:
        return
    shown = preview.sentence.partition(" to ")[2].rstrip(".")
    parts = shown.split(", ")
    for start in range(len(parts)):
        yield from (phrase(", ".join(parts[start:end])) for end in range(start + 2, len(parts) + 1))
    yield from (part for part in shown.split(", ") if len(part) > 2)


def _in_sentence(preview: Preview) -> Iterator[str]:
    """Yield the reason, the new status, or that the price stays the same."""
    if reason := _reason(preview):
        yield from (reason, *(f"{who} {reason}" for who in ("it was", "order is", "the order is")))
        ordered, _, how = reason.partition(" ")
        if "mistake" in how:
            yield from ("it was a mistake", "by mistake", "it was by mistake")
        if ordered == "ordered":
            yield from (
                f"{who} ordered {it} {how}"
                for who in ("i", "we", "she", "he", "they")
                for it in ("it", "this", "them")
            )
    if status := _status(preview):
        yield from (status, f"to {status}", f"as {status}")
    if _SAME_PRICE in preview.sentence:
        yield from (_SAME_PRICE, "same price", "the same price")
