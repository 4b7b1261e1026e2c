"""Whether a colleague puts something of what is under way right: the order, the customer, the kind, the status, the reason. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent.brain import Waiting
from support_ai.agent.local.amounts import BARE_AMOUNT
from support_ai.agent.local.concerning import names_status
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.other_order import LOOKS, corrects_order
from support_ai.agent.local.revising import WITH_AMOUNT, WITH_ITEMS
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.spelling import is_strange
from support_ai.agent.local.staff_commands import command_in
from support_ai.agent.local.staff_slots import gift_in
from support_ai.agent.local.staff_small_names import pairs
from support_ai.agent.local.staff_wanted import Wanted, wanted_in
from support_ai.agent.local.understood import Understood
from support_ai.payments.models import AdjustmentKind

_PAID = frozenset({"refund_order", "return_items", "exchange_items", "change_order_items"})
_WITH_REASON = frozenset({"refund_order", "adjust_order", "cancel_order", "return_items", "exchange_items"})
_MOST_WORDS = 20
_LEAD = r"^\W*(?:(?:no|nope|ok|okay|oh|ah|oops|sorry|wait|hm+|actually|please|pls|and|but|well|rather|also|can you|could you|stop|my bad|my mistake)\W+)*"
_PUT = r"(?:change|set|put|make|update|correct|write|note|use)"
_REASONS = (
    re.compile(
        rf"{_LEAD}(?:{_PUT}\W+)?(?:the |his |her |their |as |a )?(?:real |right |correct |actual |wrong )?reason\b\W*(?:(?:is|was|should|be|to|actually|rather|instead|it'?s|its|must|would|as|i meant|that|wrong|not right|incorrect)\W+)*(?P<reason>[^?]*[a-z][^?]*)$",
        re.IGNORECASE,
    ),
    re.compile(rf"{_LEAD}{_PUT}\W+(?P<reason>[^?]+?)\W+(?:as|for|in) (?:the |a |his |her )?reason\W*$", re.IGNORECASE),
    re.compile(
        rf"{_LEAD}(?:it|they|that)(?:'?s| is| was| are| were)\W+(?P<reason>[^?]+?)\W+not (?:that|because)\b[^?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_LEAD}(?:(?:it|that)(?:'?s| is| was)\W+)?(?:because|bc|due to)\b(?: of)?(?P<reason>[^?]+)$",
        re.IGNORECASE,
    ),
)  # fmt: skip
_NOT_BUT = re.compile(r"\W+(?:and |but )?not (?:because |for |the )?[^,.;]*$|\W+(?:please|pls|instead|rather|then|thanks)\W*$", re.IGNORECASE)  # fmt: skip
_OTHER_PERSON = re.compile(
    r"\b(?:wrong|different|another|other) (?:customer|client|person|guy|man|woman|lady|account|buyer|name)\b|\bnot (?:for )?(?:her|him|them|that (?:customer|person|guy|one))\b|\b(?:someone|somebody) else\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:i |we )?(?:mean|meant)\b|\b(?:it|that|this)(?:'?s| is| was| should be| was meant) (?:meant )?for\b|\bmixed (?:\w+ )?up\b|^\W*(?:no|nope|sorry|oops|wait|ah|oh)\b",
    re.IGNORECASE,
)
_KINDS = (
    ("refund_order", r"refund\w*|money back|pay(?:ment)? back"),
    ("adjust_order", r"goodwill|store credit|credit|voucher"),
    ("return_items", r"returns?|returning"),
    ("exchange_items", r"exchang\w*|swap"),
    ("cancel_order", r"cancel(?:l\w*)?"),
)
_MARKS = re.compile(
    r"\b(?:mean|meant|instead|rather|wrong|sorry|should (?:be|have been)|supposed to be|not an?|not (?:store )?credit|not goodwill|oops|my bad|my mistake)\b|^\W*(?:no|nope|wait|stop|actually)\b",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?<!not )\b(?:on|onto|to|back on) (?:the|his|her|their) (?:credit |debit )?card\b", re.IGNORECASE
)
_TURNED = r"\b(?:not|no(?= )|instead of|rather than)\W+(?:(?:a|an|the|as|for|this|that)\W+)*"


def is_correction(said: Said, wish: Understood, forms: Sequence[Form]) -> bool:
    """Tell whether a message puts the one change that waits right, in another way than by its items, its amount or its method."""
    if len(forms) != 1 or "?" in said.text or len(said.text.split()) > _MOST_WORDS:
        return False
    form = forms[0]
    return (
        corrects_order(said.text, wish, forms)
        or other_kind(said, form) is not None
        or is_other_gift(said, form)
        or (form.kind in _WITH_REASON and reason_said(said.text) is not None)
        or (_MARKS.search(said.text) is not None and names_status(said, forms))
        or names_other_person(said, form)
    )


def reason_said(text: str) -> str | None:
    """Return the other reason that a message names: `the reason should be damaged box`."""
    found = next((one for pattern in _REASONS if (one := pattern.search(text)) is not None), None)
    if found is None:
        return None
    reason = found["reason"]
    while (cut := _NOT_BUT.search(reason)) is not None and cut.start() > 0:
        reason = reason[: cut.start()]
    return " ".join(reason.split()).strip(" .,!:;-'\"") or None


def other_kind(said: Said, form: Form) -> str | None:
    """Return the other change that is meant in the place of one: `I meant a refund, not goodwill`."""
    is_marked = _MARKS.search(said.text) is not None
    if form.kind == "adjust_order" and form.status == AdjustmentKind.GOODWILL_CREDIT.value and is_marked:
        # Credit lies on nobody's card: `to the card, not store credit`.
        ways = {one.value for one in said.wanted(EntityType.PAYMENT)} - {
            "voucher",
            "store_credit",
            "gift_card",
        }
        if ways or _CARD.search(said.text):
            return "refund_order"
    if not is_marked:
        return None
    named: list[str] = []
    for kind, words in _KINDS:
        found = re.search(rf"\b(?:{words})\b", said.text, re.IGNORECASE)
        turned = re.search(rf"{_TURNED}(?:{words})\b", said.text, re.IGNORECASE)
        if found is not None and turned is None:
            named.append(kind)
    is_other = len(named) == 1 and named[0] != form.kind and form.kind in dict(_KINDS)
    return named[0] if is_other and not said.of(EntityType.PAYMENT) else None


def is_other_gift(said: Said, form: Form) -> bool:
    """Tell whether money is to be given as something else than it was: a price correction, shipping, goodwill."""
    gift = gift_in(said.text) if form.kind == "adjust_order" and _MARKS.search(said.text) else None
    return gift is not None and gift != form.status


def as_other_kind(form: Form, kind: str, text: str) -> Form:
    """Return what is known of a change as another one of the same order."""
    amount = form.amount_minor if {form.kind, kind} <= WITH_AMOUNT else None
    items = form.items if {form.kind, kind} <= WITH_ITEMS else ()
    status = None if kind != form.kind else form.status
    return replace(
        form, kind=kind, items=items, new_items=(), method=None, amount_minor=amount, status=status,
        told=None, said=(text,),
    )  # fmt: skip


def names_other_person(said: Said, form: Form) -> bool:
    """Tell whether somebody else is meant than whose change it is: `wrong customer`, `no, I meant nadia jensen`."""
    if said.of(EntityType.ADDRESS) and form.address is not None:
        return False
    is_look_up = wanted_in(said.text) not in (Wanted.PROFILE, Wanted.LAST_ORDER, Wanted.ORDERS)
    if said.of(EntityType.ORDER_NUMBER) or LOOKS.search(said.text) or is_look_up:
        return False
    named = bool(said.of(EntityType.NAME) or pairs(said.text) or said.of(EntityType.CUSTOMER_NUMBER))
    return _OTHER_PERSON.search(said.text) is not None or (named and _MEANS.search(said.text) is not None)


def is_wrong_person(said: Said) -> bool:
    """Tell whether it is said in so many words that somebody else is meant, known or not."""
    is_told = _OTHER_PERSON.search(said.text) is not None
    strange = [one for one in pairs(said.text) if any(is_strange(word.lower()) for word in one.split())]
    return is_told or bool((strange or said.of(EntityType.NAME)) and _MEANT_FOR.search(said.text))


_MEANT_FOR = re.compile(r"\b(?:mean|meant)\b|\b(?:it|that|this)(?:'?s| is| was| should be) (?:meant )?for\b", re.IGNORECASE)  # fmt: skip


def corrects(text: str, wish: Understood, waiting: Waiting | None, memory: Memory) -> bool:
    """Tell whether a message is nothing but a correction of what waits, or of what no order was found for."""
    if corrects_whole(text, wish, waiting, memory):
        return True
    if waiting is None:
        return False
    kinds = {change.action for change in waiting.changes}
    if kinds & WITH_AMOUNT and BARE_AMOUNT.search(text):
        return True
    return (
        bool(kinds & _PAID and wish.values(EntityType.PAYMENT))
        and command_in(text, wish) is None
        and "?" not in text
    )


def corrects_whole(text: str, wish: Understood, waiting: Waiting | None, memory: Memory) -> bool:
    """Tell whether all of a message only puts right what waits, or names another order for what is under way."""
    if waiting is not None and is_correction(read(text), wish, _under_way(waiting, memory)):
        return True
    return corrects_order(text, wish, _under_way(waiting, memory))


def _under_way(waiting: Waiting | None, memory: Memory) -> tuple[Form, ...]:
    """Return the changes whose order may be corrected: what waits for a yes, else the one that an order is open of."""
    if waiting is not None:
        return tuple(form_of(one) for one in waiting.changes)
    form = memory.form
    return (form,) if form is not None and form.asked == "order" else ()
