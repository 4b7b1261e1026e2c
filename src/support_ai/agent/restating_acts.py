"""How an act is called in a yes to it: its verbs, its nouns, and ways to have it done (`set it up`, `book the return`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class _Act:
    """Verbs and nouns of an act, further phrases, and verbs with which it is written down: `register`, `book`.

    `on` are things that it is done to: `change the address`. What pays is done to people too: `refund her`. Of what undoes
    something, `put it through` may mean that it goes on: it is said of the noun alone, and beside a clear yes of a cancellation.
    """

    verbs: str = ""
    nouns: str = ""
    phrases: tuple[str, ...] = ()
    booked: str = ""
    on: tuple[str, ...] = ()
    is_paid: bool = False
    undoes: bool = False


# To `raise` a refund may make it larger.
_PAID = "book register log record file initiate request arrange submit issue set_up"
_BOOKED = "book register log record file create open start raise request arrange initiate lodge submit set_up"
_LET_THROUGH = (
    "let it through",
    "let that through",
    "let it go through",
    "let it out",
    "let it go out",
    "get it out",
)
_PARCELS = ("it", "them", "order", "parcel", "package")
_ACTS: Mapping[str, _Act] = MappingProxyType(
    {
        "cancel_order": _Act(
            "cancel cancelled canceled cancelling canceling annul scrap scrapped bin ditch kill axe void",
            "cancellation cancelation",
            ("call it off", "call that off", "call the order off", "call off", "get rid of", "whole thing", *(f"{verb} it through" for verb in ("put", "push")), "process it", "get it done", "sort it", "arrange it"),
            undoes=True,
        ),
        "return_items": _Act(
            "return returned returns returning rma send back",
            "return rma",
            ("send it back", "send them back", "send both back", "going back", "goes back", "go back", "back they go", "send it back to you", "take it back", "take them back", "take it in", "take them in", "take the return in", "take in the return", "they go back", "it goes back", "they are going back", "they're going back", "it's going back", "it is going back", "are going back", "is going back", "send them back to you"),
            _BOOKED,
        ),
        "exchange_items": _Act(
            "exchange exchanged swap swapped switch replace replaced make", "exchange swap replacement", (), _BOOKED
        ),
        "change_order_items": _Act(
            "change changed swap swapped switch exchange replace update make", "change swap", (), "", ("item", "items", "order")
        ),
        "refund_order": _Act(
            "refund refunded book pay out payout back repay reimburse issue transfer send give through release released process execute push wave trigger authorise authorize post",
            "refund payout",
            _LET_THROUGH,
            _PAID,
            is_paid=True,
        ),
        "adjust_order": _Act(
            "book give credit adjust grant goodwill pay out issue apply release released process execute push wave authorise authorize post",
            "credit adjustment goodwill",
            (*_LET_THROUGH, "put it on", "give it", "give it out"),
            _PAID,
            is_paid=True,
        ),
        "set_order_status": _Act("set mark change status update", "status change", ("status",)),
        "set_return_status": _Act("set mark change status update approve", "return exchange request rma status", ("status",)),
        "change_order_address": _Act(
            "change changed send ship deliver redirect reroute update use set",
            "change",
            ("address", "new address", "new place", "there", "save it", "save that", *(f"{verb} {whose}{thing} there" for verb in ("send", "ship", "deliver") for whose in ("", "the ", "my ") for thing in _PARCELS)),
            "",
            ("delivery address", "shipping address", "order address", "address of the order", "address for the order", "parcel", "package"),
        ),
        "change_customer_address": _Act(
            "change changed update use save set correct",
            "change",
            ("address", "new address", "put it in", "put that in"),
            "",
            ("account", "profile", "details", "account address", "address on file"),
        ),
        "change_order_payment": _Act(
            "change changed switch charge pay payment update use put move take", "change", ("payment method", "method", "new method")
        ),
        "archive_order": _Act("archive delete remove", undoes=True),
        "withdraw_return": _Act(
            "withdraw withdrawn", "withdrawal", ("withdraw the return", "withdraw the exchange", "withdraw the request", "withdraw my return", "withdraw my exchange", "withdraw my request"), undoes=True
        ),
    }
)  # fmt: skip
_REJECTS = _Act(
    "reject rejected decline declined refuse refused deny denied",
    "rejection",
    ("turn it down", "turn the return down", "turn that down", "turn down", "set", "mark"),
    on=("return", "exchange", "request", "rma"),
    undoes=True,
)  # fmt: skip
# What is acted on without a name: `register it`, `put both through`.
_OBJECTS = ("it", "that", "this", "them", "both")
_WHOSE = ("the", "a", "an", "my", "this", "that", "her", "his", "their")
# Ways to have anything done, around what is done: `put it through`.
_DOING = (
    ("put", "through"), ("push", "through"), ("get", "done"), ("get", "started"), ("get", "going"), ("sort", ""), ("sort", "out"), ("process", ""),
    ("arrange", ""), ("carry out", ""), ("go through with", ""),
)  # fmt: skip
_OF_NOUNS = (*_DOING, ("do", ""), ("make", ""), ("place", ""))
# Of these verbs some may as well turn the change down, or mean the order: `scrap it`, `process it`.
UNCLEAR = frozenset({"scrap", "scrapped", "bin", "ditch", "kill", "axe", "void"})
_MAY_MEAN_ORDER = frozenset({"process", "arrange", "sort", "put", "push", "get", "carry"})
_PEOPLE = ("me", "her", "him", "them", "us", "the customer", "the client", "the buyer")


@dataclass(frozen=True, slots=True)
class Called:
    """The words for an act: single verbs, nouns, whole phrases, and of the verbs those that are clear only beside a yes.

    `deeds` are the phrases for having it done.
    """

    verbs: frozenset[str]
    nouns: frozenset[str]
    phrases: frozenset[str]
    unclear: frozenset[str]
    deeds: frozenset[str]


def called(action: str, *, rejects: bool = False) -> Called:
    """Return how an act is called; `rejects` where a return or an exchange is turned down."""
    act = _REJECTS if rejects else _ACTS.get(action, _Act())
    verbs, nouns = frozenset(act.verbs.split()), frozenset(act.nouns.split())
    deeds = frozenset(_done(act, nouns))
    phrases = {*act.phrases, *nouns, *deeds, *(_on(act, verbs) if act.on else ())}
    if act.is_paid:
        phrases |= {
            f"{verb} {who}"
            for verb in ("refund", "pay", "repay", "reimburse", "credit")
            for who in _PEOPLE
            if verb in verbs
        }
        phrases |= {f"give {it} to {who}" for it in ("it", "that") for who in _PEOPLE}
        phrases |= {f"to {who}" for who in _PEOPLE if who not in ("me", "us")}
        phrases |= {f"give {who}" for who in _PEOPLE} | {f"pay {who} back" for who in _PEOPLE}
    unclear = (verbs & UNCLEAR) | (_MAY_MEAN_ORDER if action == "cancel_order" else frozenset[str]())
    return Called(verbs, nouns, frozenset(phrases), unclear, deeds)  # fmt: skip


def _on(act: _Act, verbs: frozenset[str]) -> Iterator[str]:
    """Yield the things that are changed, and the act with them."""
    for thing in act.on:
        for whose in ("", *(f"{one} " for one in _WHOSE if one not in ("a", "an"))):
            yield from (f"{verb} {whose}{thing}" for verb in verbs)
        if "address" in thing:
            yield thing


def _done(act: _Act, nouns: frozenset[str]) -> Iterator[str]:
    """Yield how it is had done: `set it up`, `put the return through`, `do the exchange`."""
    # `Make a change` is another one.
    named = [
        f"{whose}{noun}"
        for noun in nouns
        for whose in ("", *(f"{one} " for one in _WHOSE))
        if noun != "change" or whose not in ("", "a ", "an ")
    ]
    for verb, behind in _DOING:
        objects = named if act.undoes else (*_OBJECTS, *named)
        yield from (f"{verb} {one} {behind}".rstrip() for one in objects)
    for verb, behind in _OF_NOUNS:
        yield from (f"{verb} {behind} {one}".replace("  ", " ") for one in named)
    for booked in act.booked.split():
        verb, _, behind = booked.partition("_")
        for one in (*_OBJECTS, *named):
            yield f"{verb} {one} {behind}".rstrip()
            yield f"get {one} {_participle(verb)} {behind}".rstrip()
            if behind:
                yield f"{verb} {behind} {one}"


def _participle(verb: str) -> str:
    """Return `booked` of `book`."""
    if verb == "set":
        return verb
    return (
        f"{verb}d"
        if verb.endswith("e")
        else f"{verb}{verb[-1]}ed"
        if verb in ("log", "submit")
        else f"{verb}ed"
    )
