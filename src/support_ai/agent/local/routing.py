"""What a piece of a message is to what was said before: a task of its own, an answer, a correction, a change of mind. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form
from support_ai.agent.local.said import Said
from support_ai.agent.local.understanding import Understood


class Manner(StrEnum):
    """How a piece is taken."""

    DO = "do"  # a task of its own: something to look up, to say, to begin
    START = "start"  # a change is begun
    ADD = "add"  # more of the change that waits
    FILL = "fill"  # it answers what was asked
    REVISE = "revise"  # it corrects or narrows what waits for a yes
    GO_ON = "go_on"  # what waits is wanted as it is, with words that are no plain yes
    LEAVE = "leave"  # the change is not wanted any more
    RESUME = "resume"  # what was left is wanted after all
    UNKNOWN = "unknown"


# What is begun by which intent.
CHANGES: Mapping[Intent, str] = MappingProxyType(
    {
        Intent.CANCEL_ORDER: "cancel_order",
        Intent.RETURN_ITEMS: "return_items",
        Intent.EXCHANGE_ITEMS: "exchange_items",
        Intent.CHANGE_ITEMS: "change_order_items",
        Intent.CHANGE_ADDRESS: "change_order_address",
        Intent.CHANGE_CUSTOMER_ADDRESS: "change_customer_address",
        Intent.CHANGE_PAYMENT: "change_order_payment",
        Intent.WITHDRAW_RETURN: "withdraw_return",
        Intent.REFUND_ORDER: "refund_order",
        Intent.ADJUST_ORDER: "adjust_order",
        Intent.SET_ORDER_STATUS: "set_order_status",
        Intent.SET_RETURN_STATUS: "set_return_status",
        Intent.DELETE_ORDER: "archive_order",
    }
)
_ALIKE = (
    {"return_items", "refund_order"},
    {"exchange_items", "change_order_items"},
    {"change_order_address", "change_customer_address"},
)
# What answers which question.
_BRINGS: Mapping[str, frozenset[EntityType]] = MappingProxyType(
    {
        "order": frozenset({EntityType.ORDER_NUMBER, EntityType.PLACE, EntityType.DAYS, EntityType.ITEM, EntityType.OPTION}),
        "items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PLACE, EntityType.SCOPE}),
        "new_items": frozenset({EntityType.OPTION, EntityType.COMPARISON, EntityType.PLACE, EntityType.ITEM, EntityType.QUANTITY}),
        "method": frozenset({EntityType.PAYMENT, EntityType.PLACE}),
        "reason": frozenset({EntityType.REASON}),
        "address": frozenset({EntityType.ADDRESS, EntityType.POSTAL_CODE, EntityType.ORDER_NUMBER}),
        "amount": frozenset({EntityType.AMOUNT}),
        "status": frozenset({EntityType.STATUS}),
        "customer": frozenset({EntityType.NAME, EntityType.EMAIL, EntityType.CUSTOMER_NUMBER}),
    }
)  # fmt: skip
# Intents that the answer to a question is easily taken for.
_LOOKS_LIKE: Mapping[str, frozenset[Intent]] = MappingProxyType(
    {
        "method": frozenset({Intent.CHANGE_PAYMENT, Intent.PROFILE}),
        "address": frozenset({Intent.CHANGE_ADDRESS, Intent.CHANGE_CUSTOMER_ADDRESS, Intent.IDENTIFY, Intent.PROFILE, Intent.SHOW_ORDER, Intent.WHERE_IS_MY_ORDER, Intent.LIST_ORDERS, Intent.PREVIOUS_ORDER, Intent.SEARCH_ORDERS, Intent.FIND_CUSTOMER}),
        "reason": frozenset({Intent.CHANGE_OF_MIND, Intent.ITEM_PROBLEM, Intent.COMPLAINT, Intent.WHERE_IS_MY_ORDER, Intent.OUT_OF_SCOPE}),
        "items": frozenset({Intent.ITEM_PROBLEM, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.PREVIOUS_ORDER, Intent.SHOW_ORDER, Intent.PLACE_ORDER}),
        "order": frozenset({Intent.SHOW_ORDER, Intent.PREVIOUS_ORDER, Intent.LIST_PRODUCTS, Intent.PRODUCT_QUESTION, Intent.ITEM_PROBLEM, Intent.WHERE_IS_MY_ORDER, Intent.ORDERS_TODAY}),
        "new_items": frozenset({Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.ITEM_PROBLEM, Intent.PREVIOUS_ORDER, Intent.PLACE_ORDER}),
    }
)  # fmt: skip
_SMALL = frozenset({Intent.YES, Intent.NO, Intent.INFORM, Intent.RESUME, Intent.THANKS, Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.COMPLAINT, Intent.REPEAT, Intent.GREET, Intent.CHANGE_OF_MIND, Intent.HOLD_ON, Intent.PREVIOUS_ORDER})  # fmt: skip
SURE = 0.40
_VERY_SURE = 0.60
_SURE_ASIDE = 0.80
_FORGET = re.compile(
    r"\b(?:never ?mind|nvm|forget (?:it|that|about|the whole)|leave it|let it be|leave (?:everything|things|that|the order) (?:as|alone)|don'?t bother|scrap (?:it|that)|scratch that|drop (?:it|that)|not any ?more|i'?ll keep (?:it|them|the|both|everything)|i(?:'d| would) (?:rather )?(?:like to )?keep (?:it|them|both|everything)|(?:i )?don'?t want (?:it|that|to)(?: any ?more)?$|changed my mind|under no circumstances|rather not|on second thoughts?|cancel (?:that|the (?:return|exchange|change|request))|stop(?: it| that)?$|abort|please don'?t|don'?t(?: do (?:it|that))?(?=[.,!]|$)|(?:do not|don'?t) (?:cancel|return|change|exchange|send|do)|do nothing|skip (?:it|that)|no longer want to)\b",
    re.IGNORECASE,
)
_NO_FIRST = re.compile(
    r"^\W*(?:(?:hm+|oh|ok|okay|well|then|or|ah|um+|uh+|yes|sorry|so)\W+){0,3}(?:no|nope|nah|neither|none)\b",
    re.IGNORECASE,
)
_BARE_NO = re.compile(
    r"^\W*(?:no|nope|nah|n|neither|none(?: of (?:them|these|it))?)(?:,? (?:thanks|thank you|sorry|please))?\W*$",
    re.IGNORECASE,
)
ADDS = re.compile(
    r"\b(?:also|as well|too(?! (?:big|small|large|tight|loose|much|many|expensive|late|long|short|far|dear))|in addition|plus|additionally|on top|another thing|besides|one more thing|while you'?re at it)\b|^\W*and\b",
    re.IGNORECASE,
)
INSTEAD = re.compile(
    r"\b(?:instead|rather|actually|or no|or wait|on second thoughts?|forget (?:it|that|the)|changed my mind|better)\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(r"\b(?:cancel|stop|withdraw|undo) (?:that|the (?:return|exchange|change|request|refund))\b", re.IGNORECASE)  # fmt: skip
_WITH_MONEY = frozenset({"return_items", "exchange_items", "change_order_items", "refund_order"})
_AFTER_ALL = re.compile(
    r"\b(?:after all|do it anyway|go (?:on|ahead) with|continue|let'?s do it|do it then|back to|as (?:i|we) said|resume)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the message comes upon: the form whose slot was asked for, what waits for a yes, what was left."""

    form: Form | None = None
    waiting: tuple[Form, ...] = ()
    left: Form | None = None

    @property
    def asked(self) -> str | None:
        """Return the slot that was asked for last."""
        return None if self.form is None else self.form.asked


def route(said: Said, wish: Understood, scene: Scene) -> Manner:
    """Return how a piece is taken."""
    if scene.asked is not None and scene.form is not None and _still_counts(said, wish, scene.form):
        return _to_a_question(said, wish, scene.form, scene.asked)
    if scene.waiting:
        return _to_an_offer(said, wish, scene.waiting)
    if scene.left is not None and _resumes(said, wish, scene.left):
        return Manner.RESUME
    if scene.left is not None and _goes_on(said, wish):
        return Manner.ADD
    return _alone(wish)


def _still_counts(said: Said, wish: Understood, form: Form) -> bool:
    """Tell whether a form is still spoken of. One that a rule refused is open without a question: only a new value goes on with it."""
    if form.times:
        return True
    asked = form.asked or ""
    brings = any(said.wanted(kind) for kind in _BRINGS.get(asked, frozenset()))
    looks_like = wish.intent in _LOOKS_LIKE.get(asked, frozenset()) or wish.intent in _SMALL
    is_unsure = wish.confidence < _VERY_SURE or is_alike(wish.intent, form.kind)
    return brings and (looks_like or is_unsure) and (not said.is_question or looks_like)


def _alone(wish: Understood) -> Manner:
    if wish.intent in CHANGES and wish.confidence >= SURE:
        return Manner.START
    return Manner.DO


def leaves(said: Said, wish: Understood) -> bool:
    """Tell whether somebody does not want any more what is under way."""
    if _BARE_NO.match(said.text):
        return True
    if _brings_values(said):
        return False
    if _FORGET.search(said.text) or (_NO_FIRST.match(said.text) and len(said.text.split()) <= 14):
        return True
    return (
        wish.intent in (Intent.CHANGE_OF_MIND, Intent.NO) and wish.confidence >= SURE and not said.is_question
    )


def _brings_values(said: Said) -> bool:
    """Tell whether a message names something that a change could be changed to."""
    kinds = (
        EntityType.ADDRESS,
        EntityType.PAYMENT,
        EntityType.OPTION,
        EntityType.COMPARISON,
        EntityType.ORDER_NUMBER,
    )
    return any(said.wanted(kind) for kind in kinds) or (
        bool(said.quantities or said.says_only or said.excepts) and not _FORGET.search(said.text)
    )


def _resumes(said: Said, wish: Understood, left: Form) -> bool:
    is_other = wish.intent in CHANGES and not is_alike(wish.intent, left.kind)
    if wish.confidence >= _VERY_SURE and (is_other or said.of(EntityType.ORDER_NUMBER)):
        return False
    return bool(_AFTER_ALL.search(said.text)) or (wish.intent is Intent.RESUME and wish.confidence >= SURE)


def _goes_on(said: Said, wish: Understood) -> bool:
    """Tell whether more is wanted of what was done last: `oh, and the mug too`."""
    is_vague = wish.intent in _SMALL or wish.confidence < _VERY_SURE or wish.intent is Intent.ITEM_PROBLEM
    return (
        is_vague and not said.is_question and bool(ADDS.search(said.text)) and bool(said.of(EntityType.ITEM))
    )


def is_alike(intent: Intent, kind: str) -> bool:
    """Tell whether an intent is another way to say what a change does."""
    begun = CHANGES.get(intent)
    return begun == kind or any({begun, kind} <= alike for alike in _ALIKE)


def _to_a_question(said: Said, wish: Understood, form: Form, asked: str) -> Manner:
    """Take an answer to a question for what it is, whatever the head says; a side question is answered in between."""
    brings = any(said.of(kind) for kind in _BRINGS.get(asked, frozenset()))
    is_reason = asked == "reason" and brings
    if not is_reason and leaves(said, wish) and (not brings or _FORGET.search(said.text)):
        return Manner.LEAVE
    looks_like = wish.intent in _LOOKS_LIKE.get(asked, frozenset())
    is_money = wish.intent is Intent.CHANGE_PAYMENT and form.kind in _WITH_MONEY
    if is_money or is_alike(wish.intent, form.kind) or (looks_like and not said.is_question):
        return Manner.FILL
    if _comes_between(said, wish, is_answer=brings and looks_like, brings=brings):
        return Manner.START if wish.intent in CHANGES else Manner.DO
    return Manner.FILL


def _comes_between(said: Said, wish: Understood, *, is_answer: bool, brings: bool) -> bool:
    """Tell whether a message is a task of its own while a question is open."""
    if wish.intent is Intent.TALK_TO_PERSON:
        return wish.confidence >= SURE
    if wish.intent not in _SMALL and wish.confidence >= _VERY_SURE:
        return not is_answer
    if brings:
        return False
    if wish.intent is Intent.HOLD_ON:
        return wish.confidence >= _VERY_SURE
    return said.is_question and wish.intent not in CHANGES and wish.confidence >= SURE


def _to_an_offer(said: Said, wish: Understood, waiting: tuple[Form, ...]) -> Manner:
    """Take what is said while something waits for a yes, and is no plain yes or no."""
    kinds = {one.kind for one in waiting}
    same = any(is_alike(wish.intent, kind) for kind in kinds)
    if not same and _is_other(said, wish, kinds):
        return Manner.START
    if len(waiting) > 1 and said.says_only:
        return Manner.REVISE
    if _is_aside(said, wish):
        return Manner.DO
    if leaves(said, wish):
        return Manner.LEAVE
    return _of_the_offer(said, wish, waiting, same=same)


def _is_aside(said: Said, wish: Understood) -> bool:
    """Tell whether something is asked or said beside what waits."""
    if wish.intent is Intent.TALK_TO_PERSON:
        return wish.confidence >= SURE
    if wish.intent is Intent.HOLD_ON:
        return wish.confidence >= _VERY_SURE and not _FORGET.search(said.text)
    is_task = wish.intent not in CHANGES and wish.intent not in _SMALL
    return is_task and wish.confidence >= (_VERY_SURE if said.is_question else _SURE_ASIDE)


def _of_the_offer(said: Said, wish: Understood, waiting: tuple[Form, ...], *, same: bool) -> Manner:
    if concerns(said, waiting):
        is_more = ADDS.search(said.text) and _names_things(said) and not _only_method(said)
        return Manner.ADD if is_more else Manner.REVISE
    if same and (_names_things(said) or said.of(EntityType.ORDER_NUMBER)):
        return Manner.ADD
    if same or said.says_that_is_all or wish.intent is Intent.RESUME:
        return Manner.GO_ON
    if _points_elsewhere(said, wish):
        return Manner.REVISE
    if wish.confidence < SURE:
        return Manner.UNKNOWN
    return Manner.START if wish.intent in CHANGES else Manner.DO


def _points_elsewhere(said: Said, wish: Understood) -> bool:
    """Tell whether another order may be meant: something else is named, and nothing is asked."""
    is_vague = wish.intent in _SMALL or wish.confidence < _VERY_SURE
    kinds = (EntityType.ORDER_NUMBER, EntityType.ITEM, EntityType.PLACE, EntityType.DAYS)
    return is_vague and not said.is_question and any(said.wanted(kind) for kind in kinds)


def is_task(wish: Understood) -> bool:
    """Tell whether a wish is surely something to look up or to say."""
    return wish.intent not in _SMALL and wish.intent not in CHANGES and wish.confidence >= _VERY_SURE


def _is_other(said: Said, wish: Understood, kinds: set[str]) -> bool:
    """Tell whether another change is wanted than what waits."""
    if wish.intent not in CHANGES or wish.confidence < _VERY_SURE or _TAKES_BACK.search(said.text):
        return False
    if wish.intent is Intent.WITHDRAW_RETURN:
        return False
    return not (wish.intent is Intent.CHANGE_PAYMENT and kinds & _WITH_MONEY)


def _names_things(said: Said) -> bool:
    return bool(said.of(EntityType.ITEM) or said.wanted(EntityType.OPTION) or said.quantities)


def _only_method(said: Said) -> bool:
    return (
        bool(said.of(EntityType.PAYMENT)) and not said.of(EntityType.ITEM) and not said.of(EntityType.OPTION)
    )


_CONCERNS: Mapping[str, frozenset[EntityType]] = MappingProxyType(
    {
        "return_items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PAYMENT}),
        "exchange_items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PAYMENT, EntityType.COMPARISON}),
        "change_order_items": frozenset({EntityType.ITEM, EntityType.OPTION, EntityType.QUANTITY, EntityType.PAYMENT, EntityType.COMPARISON}),
        "change_order_address": frozenset({EntityType.ADDRESS, EntityType.POSTAL_CODE}),
        "change_customer_address": frozenset({EntityType.ADDRESS, EntityType.POSTAL_CODE}),
        "change_order_payment": frozenset({EntityType.PAYMENT}),
        "refund_order": frozenset({EntityType.AMOUNT, EntityType.PAYMENT}),
        "adjust_order": frozenset({EntityType.AMOUNT}),
        "set_order_status": frozenset({EntityType.STATUS}),
        "cancel_order": frozenset(),
    }
)  # fmt: skip


_BARE_AMOUNT = re.compile(
    r"^\W*(?:(?:no|ok|okay|sorry|wait|actually|rather|i meant?|make (?:it|that)|better|only|just|please|then|instead|let'?s say|say)[\s,.]+){0,4}[$€£]?\d{1,6}(?:[.,]\d{1,2})?(?: (?:instead|please|only|then|is enough|will do|rather))*\W*$",
    re.IGNORECASE,
)


def concerns(said: Said, waiting: tuple[Form, ...]) -> bool:
    """Tell whether a message says something of what waits: items, options, how many, how to pay, where to."""
    kinds = {kind for one in waiting for kind in _CONCERNS.get(one.kind, frozenset())}
    if EntityType.AMOUNT in kinds and _BARE_AMOUNT.search(said.text):
        return True
    return any(said.of(kind) for kind in kinds) or said.says_only or bool(said.excepts)
