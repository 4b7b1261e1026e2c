"""What a piece asks for once it is seen what was said before: corrections of the head's reading. Pure."""

import re
from dataclasses import replace

from support_ai.access.actor import Person, Staff
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.going_back import returns_instead, says_back
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Awaiting, Memory
from support_ai.agent.local.plain_questions import asks_where
from support_ai.agent.local.staff_beyond import elsewhere
from support_ai.agent.local.understanding import Understood
from support_ai.agent.local.wanted_change import wanted_change

_SURE = 0.30
_LONE = 3
_VAGUE = frozenset({Intent.OUT_OF_SCOPE, Intent.IDENTIFY, Intent.PREVIOUS_ORDER, Intent.INFORM})
_ABOUT_PEOPLE = frozenset({Intent.FIND_CUSTOMER, Intent.IDENTIFY, Intent.PROFILE, Intent.LIST_ORDERS})
# However it is told, who wants to send, give or take things back, returns them.
_BACK = re.compile(
    r"\b(?:(?:send|sending|give|giving|bring|bringing|ship|take|taking|post|hand|go|goes|going|get)\b[^.?!\n]{0,60}\bback\b(?! (?:to|on|onto) (?:me|us|my (?:gift|card|visa|paypal|account)))|(?:both|one|them|it|all|those|these) back\b|back please)",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?:i|we)(?: (?:need|want|wanted|wish|would like|would prefer|would rather have)|'?d (?:like|rather|prefer))[^.?!\n]{0,40}\b(?:layout|size|colou?r|version|model|instead|bigger|smaller|larger)\b|\bshould (?:have been|be) (?:a |an |the |in |size )?\w+",
    re.IGNORECASE,
)
_CHANGES_TO = re.compile(
    r"\b(?:change|swap|switch|trade)\b[^.?!\n]{1,30}\b(?:to|for|into)\b[^.?!\n]{0,30}\b(?:cheap|dear|small|larg|bigg|long|short|light|dark)\w*",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\binstead\b|\brather than\b|\bbut in\b", re.IGNORECASE)
# Another change in the place of the one spoken of: `can I return them instead?`.
_CHANGE_INSTEAD = re.compile(
    r"\b(?:just|rather|['\u2019]?ll|will|can (?:i|you|we)|could (?:i|you|we)|may i|want to|like to|going to|gonna|wanna|let me|let'?s|better|please|pls|no,?|instead,?)\s+(?:just |rather |simply |please |to |i'?d |i |get |have )*"
    r"(?P<verb>return|refund|send|give|bring|cancel|exchange|swap|a refund|(?:my|the) money back)\b(?P<rest>(?:(?!\b(?:and|for|get|want|with)\b)[^.?!]){0,60}?)(?:\binstead\b(?! of)|$)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:cancel|remove|delete|drop)\b|\btake(?:n|s)?\b[^.?!\n]{0,40}\b(?:off|out)\b|\b(?:leave|left) out\b",
    re.IGNORECASE,
)
_RETURNS = re.compile(
    r"^\W*(?:please |pls |kindly |also |and |i (?:want|need|wish|would like) to |i'?d like to |can (?:i|you|we) (?:please )?|could (?:i|you) (?:please )?)*(?:return|take back|send back|give back)\b(?! (?:to|address|policy|window|label|status))",
    re.IGNORECASE,
)
_WANTS_BACK = re.compile(
    r"\b(?:want|like|wish|need)(?: to)? (?:return|(?:give|send|bring|take)(?: (?:it|them|this|that|these))? back)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:once|when|after|as soon as) (?:it|they|that)(?:'s| is|'ve| has| have)? ?(?:here|arriv\w+|come|comes|came|delivered|been delivered|there)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\bif (?:i|we) (return|exchang|cancel|swap)\w*\b(?=.*(?:\?|\b(?:what|where|when|how|will|would)\b))",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow much\b|\bwhat (?:would|will|do) i get\b", re.IGNORECASE)
_IF_BACK = re.compile(
    r"\bif\b[^.?!]{0,80}\b(?:go(?:es)? back|return(?:ed)?|(?:send|give|bring|take)\b[^.?!]{0,40}\bback)\b",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"\bhow much (?:is|would|will|do|does|money|are|am)\b(?!.*\b(?:postage|shipping|label)\b)|\bwhat (?:would|will|do|does|is|are) (?:i get|that|it|they|those) (?:back|come to|make|worth)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:come to|cost|make|are|amount to)\b[^?]{0,20}\b(?:together|altogether|in total|in all|combined)\b|\btotal of (?:both|all|the two|these|those)\b",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"\b(?:in total|altogether|all together|in all|combined|summed up|added up|plus)\b", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(r"\b(?:what|how) about (return|exchang|cancel|swapp)ing\b", re.IGNORECASE)
_VERBS = {
    "retu": Intent.RETURN_ITEMS,
    "exch": Intent.EXCHANGE_ITEMS,
    "canc": Intent.CANCEL_ORDER,
    "swap": Intent.EXCHANGE_ITEMS,
}
_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat (?:else )?(?:can|could|should|do) (?:i|we) do\b|\bwhat now\b|\bwhat are my options\b|\bwhat'?s the (?:reason|problem)\b",
    re.IGNORECASE,
)
_OPEN_INSTEAD = frozenset({Intent.RETURN_ITEMS, Intent.POLICY_QUESTION, Intent.REFUND_ORDER, Intent.CHANGE_OF_MIND, Intent.REFUND_STATUS, Intent.CANCEL_ORDER})  # fmt: skip
_WHO_MAY = re.compile(
    r"\bwho (?:else |then |here )?(?:can|could|may|is able|is allowed|has (?:the )?(?:right|rights|permission|access)|does|should i ask|do i (?:ask|have to ask|need to ask)|would)\b|\bwhom? (?:do|should|can|must) i ask\b",
    re.IGNORECASE,
)
_SHORT = 9
_CERTAIN = 0.85
_UNSURE, _MEANT = 0.60, 0.70
_TOLD_AS = frozenset({Intent.SHOW_ORDER, Intent.PREVIOUS_ORDER, Intent.CHANGE_PAYMENT, Intent.ITEM_PROBLEM, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.REFUND_ORDER, Intent.PRODUCT_QUESTION, Intent.COMPLAINT})  # fmt: skip
# Of these somebody who plainly says that something goes back is no example.
_TURNED = frozenset({Intent.RETURN_ITEMS, Intent.CHANGE_OF_MIND, Intent.NO, Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS, Intent.REFUND_ORDER})  # fmt: skip
_OFFERED = {
    Awaiting.ORDER_HISTORY_OFFER: Intent.LIST_ORDERS,
    Awaiting.PERSON_OFFER: Intent.TALK_TO_PERSON,
    Awaiting.TICKET_OFFER: Intent.OPEN_TICKET,
}
# A yes or a no is one only where the message says nothing else: "Please show me my orders" is a request.
_COURTESY = r"(?:please|thanks?|thank you|that(?:'s| is| would be)? (?:great|good|fine|nice|ok|all)|then|i'm good|a person)"
_YES = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|yea|sure|ok|okay|k|y|alright|all right|absolutely|definitely|please do|go ahead|of course"
    rf"|do it|do that|let's do (?:it|that)|sounds good|why not|i would|i'd like that|{_COURTESY})\W*)+",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"\W*(?:no|nope|nah|n|not now|never ?mind|no need|don't bother)\W*(?:(?:no|{_COURTESY})\W*)*",
    re.IGNORECASE,
)


def reread(text: str, person: Person, understood: Understood, memory: Memory) -> Intent | None:
    """Return the intent that counts, given what was said before; None where it is unknown."""
    answered = _answer_to_offer(text, understood, memory.awaiting)
    if answered is not None:
        return answered
    named = _named_only(text, person, understood)
    if named is not None:
        return named
    intent = understood.intent
    if intent is Intent.OUT_OF_SCOPE or (
        understood.confidence < _SURE and intent is not Intent.POLICY_QUESTION
    ):
        return None
    return intent


def retold(understood: Understood, text: str, *, is_staff: bool) -> Understood:
    """Return a wish with the intent that its words have, where the head took the story, or a detail, for it."""
    intent = understood.intent
    is_open = intent in _TOLD_AS or understood.confidence < _UNSURE
    has_option = bool(understood.values(EntityType.OPTION) or understood.values(EntityType.COMPARISON))
    meant = None if is_staff else _asked_about(understood, text)
    if meant is not None:
        return replace(understood, intent=meant, confidence=max(understood.confidence, _MEANT))
    if intent is Intent.CHANGE_ITEMS and _PART.search(text) and not has_option:
        meant = Intent.CANCEL_ORDER
    elif is_staff:
        return understood
    elif (intent in _TURNED and says_back(text)) or (
        intent is Intent.WITHDRAW_RETURN and returns_instead(text)
    ):
        meant = Intent.RETURN_ITEMS
    elif (named := wanted_change(understood, text)) is not None:
        meant = named
    elif (_RETURNS.search(text) and understood.confidence < _CERTAIN and not said_otherwise(text)) or (
        is_open and _BACK.search(text) and "?" not in text
    ):
        meant = Intent.RETURN_ITEMS
    elif (
        is_open
        and (has_option or not _names_method(understood))
        and (_RATHER.search(text) or (_INSTEAD.search(text) and has_option) or _CHANGES_TO.search(text))
        and _names_something(understood)
    ):
        meant = Intent.EXCHANGE_ITEMS
    elif intent is Intent.REFUND_ORDER:
        meant = Intent.RETURN_ITEMS
    if meant is None:
        return understood
    return replace(understood, intent=meant, confidence=max(understood.confidence, _MEANT))


def _in_its_place(text: str) -> Intent | None:
    """Return the change that is wanted in the place of another one, in so many words."""
    found = _CHANGE_INSTEAD.search(text)
    if found is None or not re.search(r"\binstead\b", text, re.IGNORECASE):
        return None
    verb = found["verb"].lower()
    if verb in ("send", "give", "bring") and not re.search(r"\bback\b", found["rest"], re.IGNORECASE):
        return None
    return _VERBS.get(verb[:4], Intent.RETURN_ITEMS)


def _asked_about(understood: Understood, text: str) -> Intent | None:
    """Return what is asked for by way of a question on what would be, or in a few words."""
    if (
        understood.intent in (Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS)
        and "?" in text
        and _LATER.search(text)
    ):
        return Intent.POLICY_QUESTION
    instead = _in_its_place(text) if understood.intent in _OPEN_INSTEAD else None
    if instead is not None:
        return instead
    if understood.intent in (Intent.EXCHANGE_ITEMS, Intent.CHANGE_ITEMS) and _WANTS_BACK.search(text):
        return None if said_otherwise(text) else Intent.RETURN_ITEMS
    if _IF_BACK.search(text) and _WORTH.search(text):
        return Intent.GET_BACK_TOTAL
    return None if understood.intent in CHANGES else _asked_in_passing(understood, text)


def _asked_in_passing(understood: Understood, text: str) -> Intent | None:
    """Return what is asked for by what would be, of a sum, or in a few words with a thing in them."""
    found = (
        _WHAT_ABOUT.search(text) or (understood.values(EntityType.ORDER_NUMBER) and _IF.search(text)) or None
    )
    several = len(set(understood.values(EntityType.ORDER_NUMBER))) > 1 and _IN_ALL.search(text) is not None
    is_sum = understood.intent is Intent.SHOW_ORDER and (several or _TOGETHER.search(text) is not None)
    if found is not None or is_sum:
        is_asked = found is None or _HOW_MUCH.search(text) is not None
        return Intent.GET_BACK_TOTAL if found is None or is_asked else _VERBS[found[1].lower()[:4]]
    return Intent.WHERE_IS_MY_ORDER if asks_where(understood, text) else None


def said_otherwise(text: str) -> bool:
    """Tell whether a text speaks of other items instead, beside of sending something back."""
    return re.search(r"\b(?:exchange|swap|replace|instead|for (?:a|the) (?:new|other|bigger|smaller))\b", text, re.IGNORECASE) is not None  # fmt: skip


def asks_why(text: str) -> bool:
    """Tell whether somebody asks why a rule said no, or what else is possible, and nothing else."""
    return len(text.split()) <= _SHORT and (_WHY.search(text) or _WHO_MAY.search(text)) is not None


def _names_method(understood: Understood) -> bool:
    """Tell whether another way to pay is wanted, of an order as it is: `pay 2098 with PayPal instead`."""
    return understood.intent is Intent.CHANGE_PAYMENT and bool(understood.values(EntityType.PAYMENT))


def _names_something(understood: Understood) -> bool:
    return bool(understood.values(EntityType.ITEM) or understood.values(EntityType.ORDER_NUMBER))


def is_yes(text: str) -> bool:
    """Tell whether a message says yes and nothing else."""
    return _YES.fullmatch(text) is not None


def _named_only(text: str, person: Person, understood: Understood) -> Intent | None:
    """Return what a bare order number asks for, and what a colleague's list with a day does."""
    is_told = (
        isinstance(person, Staff) and understood.intent is Intent.OUT_OF_SCOPE and elsewhere(text, understood)
    )
    is_bare = len(text.split()) <= _LONE and not is_told
    if is_bare and understood.values(EntityType.ORDER_NUMBER) and understood.intent in _VAGUE:
        return Intent.SHOW_ORDER
    if isinstance(person, Staff) and understood.values(EntityType.ORDER_NUMBER):
        # A colleague who names an order and nothing to do with it wants to see it.
        return Intent.SHOW_ORDER if understood.intent in _ABOUT_PEOPLE else None
    has_days = bool(understood.values(EntityType.DAYS))
    asks_for_list = understood.intent in (Intent.LIST_ORDERS, Intent.FIND_CUSTOMER)
    if has_days and isinstance(person, Staff) and asks_for_list:
        return Intent.ORDERS_TODAY
    return None


def _answer_to_offer(text: str, understood: Understood, awaiting: Awaiting) -> Intent | None:
    """Return what a yes, a no or a bare number means after the assistant's own question."""
    if awaiting in _OFFERED:
        if _NO.fullmatch(text) or understood.intent is Intent.NO:
            return Intent.NO
        says_yes = _YES.fullmatch(text) or understood.intent is Intent.YES
        return _OFFERED[awaiting] if says_yes else None
    has_number = bool(understood.values(EntityType.ORDER_NUMBER))
    return Intent.SHOW_ORDER if awaiting is Awaiting.ORDER_NUMBER and has_number else None
