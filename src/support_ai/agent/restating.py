"""What a yes may repeat of what was shown without saying anything new: its verb, its things, its amount, its method, its address.

Everything here comes from the proposal itself. What differs from it in a word is not among these words, so it is no part of
a yes; and of things, amounts, methods or orders that were shown together either none is named or all are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.actions.models import Proposal
from support_ai.agent.consent_words import phrase
from support_ai.agent.models import Previewed
from support_ai.core.action import Direction, Movement, Preview
from support_ai.core.money import format_money

# A group of things of which none may be named alone: each thing is what it may be called.
Group = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Restated:
    """Phrases that a yes may repeat, groups of which all or none are named, and whether `everything` can be meant.

    `verbs` are words of the act itself; of those `unclear` ones may as well turn it down: `scrap it`.
    """

    phrases: frozenset[str] = frozenset()
    groups: tuple[Group, ...] = ()
    verbs: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    is_whole: bool = True


NOTHING = Restated()
_VERBS: Mapping[str, str] = MappingProxyType(
    {
        "cancel_order": "cancel cancelled canceled cancellation annul scrap scrapped bin ditch kill axe void",
        "return_items": "return returned returns rma send back",
        "exchange_items": "exchange exchanged swap swapped switch replace replaced",
        "change_order_items": "change changed swap swapped switch exchange replace update",
        "refund_order": "refund refunded book pay out payout back repay reimburse issue transfer send give through release released process execute push wave trigger authorise authorize",
        "adjust_order": "book give credit adjust grant goodwill pay out issue apply release released process execute push wave authorise authorize",
        "set_order_status": "set mark change status update",
        "set_return_status": "set mark change status update approve",
        "change_order_address": "change changed send ship deliver redirect reroute update use",
        "change_customer_address": "change changed update use save",
        "change_order_payment": "change changed switch charge pay payment update use",
        "archive_order": "archive delete remove",
        "withdraw_return": "withdraw withdrawn",
    }
)
_UNCLEAR = frozenset({"scrap", "scrapped", "bin", "ditch", "kill", "axe", "void"})
_LET_THROUGH = (
    "let it through",
    "let that through",
    "let it go through",
    "let it out",
    "let it go out",
    "get it out",
)
_NOUNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cancel_order": (
            "call it off",
            "call that off",
            "call the order off",
            "call off",
            "get rid of",
            "whole thing",
        ),
        "return_items": (
            "send it back",
            "send them back",
            "going back",
            "goes back",
            "go back",
            "back they go",
        ),
        "refund_order": _LET_THROUGH,
        "adjust_order": _LET_THROUGH,
        "change_order_address": ("address", "new address", "new place", "there"),
        "change_customer_address": ("address", "new address"),
        "change_order_payment": ("payment method", "method", "new method"),
        "withdraw_return": ("withdraw the return", "withdraw the exchange", "withdraw the request"),
    }
)
_METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "credit_card": ("card", "credit card", "creditcard"),
        "paypal": ("paypal", "pay pal"),
        "gift_card": ("gift card", "giftcard"),
        "bank_transfer": ("bank account", "bank transfer"),
        "voucher": ("store credit", "voucher"),
    }
)
_BACK = (
    "pay back",
    "pay it back",
    "money back",
    "money",
    "refund",
    "refund me",
    "refund it",
    "back",
)
_PAYS_BACK = frozenset({"cancel_order", "return_items", "refund_order", "adjust_order"})
_ADDRESSES = frozenset({"change_order_address", "change_customer_address"})
_STATUSES = frozenset({"set_order_status", "set_return_status"})
_PIECE = re.compile(r"(?P<name>[^(),;]+?)(?: \((?P<options>[^()]*)\))?(?=, |$)")
_REASON = re.compile(r"^Cancel order \S+ \((?P<reason>[^()]+)\)")
_RETURNED = re.compile(r"^Return (?P<things>.+) of order \S+;")
_REPLACED = re.compile(r"^(?:Exchange in|Change) order \S+: (?P<pairs>[^;]+);")
_STATUS = re.compile(r" to (?P<status>[^.]+)\.$")
_WHOSE = ("", " the", " my", " that", " this", " her", " his", " their", " whole", " the whole")
_COUNTS = (
    (),
    ("one", "single"),
    ("both", "two"),
    ("all three", "three"),
    ("all four", "four"),
)


def restated(made: Sequence[Proposal | Previewed]) -> Restated:
    """Return what a yes to these proposals may repeat; of several kinds at once only that it is for all of them."""
    names = {one.action for one in made}
    several = frozenset(_called_several(len(made)))
    if len(names) != 1:
        return Restated(several)
    action, previews = names.pop(), [one.preview for one in made]
    verbs = frozenset(_VERBS.get(action, "").split())
    groups = [tuple(frozenset(_number(one)) for one in previews)]
    noun = "order" if len(made) == 1 else "orders"
    found: list[str] = [*_NOUNS.get(action, ()), *_with_order(action, verbs, noun)]
    is_whole = len(made) > 1 or action == "cancel_order"
    if len(made) == 1:
        preview, count = previews[0], _count(made[0])
        found += [*_of_money(preview), *_of_place(action, preview), *_in_sentence(action, preview)]
        groups += [_methods(action, preview.movements), *_things(preview)]
        several |= frozenset(_called_so_many(count))
        is_whole = is_whole or count > 1
    phrases = several | verbs | {phrase(one) for one in found}
    kept = tuple(group for group in groups if group)
    return Restated(phrases, kept, verbs, verbs & _UNCLEAR, is_whole)


def _with_order(action: str, verbs: frozenset[str], noun: str) -> Iterator[str]:
    """Yield the act with its order: `cancel my order`. `My order` alone, or `release my order`, may be wanted for all that."""
    pays = action in _PAYS_BACK and action != "cancel_order"
    for verb in verbs:
        if not pays or verb.startswith(("refund", "return")):
            yield from (f"{verb}{whose} {noun}" for whose in _WHOSE)


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
        )


def _of_money(preview: Preview) -> Iterator[str]:
    """Yield the amount as people write it, and words for money that comes back."""
    currency = preview.currency or ""
    sums = {abs(preview.amount_minor)} if preview.amount_minor else set[int]()
    sums |= {one.amount_minor for one in preview.movements} if len(preview.movements) == 1 else set()
    for minor in sums:
        written = format_money(minor, currency)
        plain = written.strip("$\u20ac\u00a3\u00a5\u20b9 ")
        shorts = {plain, plain.replace(",", "")}
        shorts |= {one.removesuffix(".00") for one in shorts}
        for short in shorts:
            yield from (short, written.replace(plain, short), f"{short} {currency}")
            yield from (f"{short} {word}" for word in (("dollars", "bucks") if currency == "USD" else ()))
    is_back = any(one.direction is not Direction.CHARGE for one in preview.movements)
    # `Change it back` is no yes to a change whose difference is paid back.
    if is_back and preview.action in _PAYS_BACK:
        yield from _BACK


def _methods(action: str, movements: Sequence[Movement]) -> Group:
    """Return how the methods are called; where two are of one kind, that kind tells nothing. What is left is no new method."""
    counted = Counter(one.method for one in movements)
    if action == "change_order_payment":
        movements = [one for one in movements if one.direction is Direction.CHARGE]
    return tuple(
        frozenset(
            {
                *(_METHODS.get(one.method, ()) if counted[one.method] == 1 else ()),
                *([phrase(one.payment_method_id)] if one.payment_method_id else []),
            }
        )
        for one in movements
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


def _in_sentence(action: str, preview: Preview) -> Iterator[str]:
    """Yield the reason, or the new status."""
    if reason := _REASON.search(preview.sentence):
        yield from (reason["reason"], f"it was {reason['reason']}")
    if action in _STATUSES and (status := _STATUS.search(preview.sentence)):
        yield status["status"]


def _things(preview: Preview) -> Iterator[Group]:
    """Yield the things that go back, or those that come instead: each by its name, with its options or without."""
    if returned := _RETURNED.search(preview.sentence):
        yield _group(_pieces(returned["things"]))
    elif replaced := _REPLACED.search(preview.sentence):
        pairs = [
            one.partition(" becomes ")[2]
            for one in re.split(r", (?=[^()]* becomes )|, (?=[^()]*\([^()]*\) becomes )", replaced["pairs"])
        ]
        yield _group([piece for pair in pairs for piece in _pieces(pair)[:1]], are_new=True)


def _pieces(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return names and options of `Lamp (black, large), Mug`."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for piece in re.split(r", (?![^()]*\))", text):
        match = _PIECE.match(piece)
        if match is not None:
            options = tuple(one.strip() for one in (match["options"] or "").split(",") if one.strip())
            found.append((match["name"].strip(), options))
    return found


def _group(pieces: Sequence[tuple[str, tuple[str, ...]]], *, are_new: bool = False) -> Group:
    counted = Counter(pieces)
    names = Counter(name.rpartition(" ")[2].casefold() for name, _ in counted)
    return tuple(
        frozenset(_called(name, options, counted[name, options], names, are_new=are_new))
        for name, options in counted
    )


def _called(
    name: str, options: tuple[str, ...], count: int, names: Counter[str], *, are_new: bool
) -> Iterator[str]:
    """Yield what a thing may be called. Several of one are not called by the singular, nor two kinds by one short name."""
    short = name.rpartition(" ")[2]
    shorts = (name, short) if names[short.casefold()] == 1 else (name,)
    for one in shorts:
        written = one if count == 1 or one.endswith("s") else f"{one}s"
        yield phrase(written)
        yield from (phrase(f"{option} {written}") for option in options)
        if options:
            yield phrase(f"{' '.join(options)} {written}")
    if are_new:
        for option in (*options, " ".join(options)):
            yield phrase(option)
            yield phrase(f"{option} {'ones' if count > 1 or short.endswith('s') else 'one'}")
