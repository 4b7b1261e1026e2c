"""What customers and visitors mean where the words are surer than the examples: a general question is no wish. Pure."""

import re
from dataclasses import replace

from support_ai.access.actor import Person, Staff, Visitor
from support_ai.agent.local import slot_address
from support_ai.agent.local.cues import cued
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.following import followed
from support_ai.agent.local.going_on import gone_on
from support_ai.agent.local.intent import ON_ORDERS, ON_PRODUCTS, Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.order_aspects import Aspect, aspects
from support_ai.agent.local.order_following import (
    IN_GENERAL,
    asks_if_so,
    asks_of_next,
    asks_of_own,
    asks_on,
    asks_when,
)
from support_ai.agent.local.order_meaning import asks_by_meaning
from support_ai.agent.local.other_subjects import is_of_elsewhere
from support_ai.agent.local.own_following import went_on
from support_ai.agent.local.product_following import asks_of_product
from support_ai.agent.local.spelling import is_gibberish
from support_ai.agent.local.subjects import speaks_of_it
from support_ai.agent.local.surest import surest
from support_ai.agent.local.told_changes import told_change
from support_ai.agent.local.travelling import asks_how_it_is
from support_ai.agent.local.understanding import Understood
from support_ai.agent.local.usual_routing import asks_usual
from support_ai.agent.local.wanted_change import wanted_change

_CERTAIN = 0.9
_CHANGES = frozenset(
    {Intent.CANCEL_ORDER, Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS, Intent.CHANGE_ADDRESS, Intent.CHANGE_ITEMS, Intent.CHANGE_PAYMENT, Intent.REFUND_ORDER, Intent.WITHDRAW_RETURN}
)  # fmt: skip
_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|ok(?:ay)?|hi|hello|hey|quick question|question|please|sorry|also|btw|by the way|oh|wait|hm+|just wondering|i (?:was )?wonder(?:ing)?|tell me|may i ask|if [^,?]{3,60},?)\W+){0,3}(?:what|how|when|where|who|which|why|until|can|could|do|does|is|are|may|will|would|if|should|am|any)\b",
    re.IGNORECASE,
)
# Somebody speaks of orders in general, or of something that is not so yet.
_IN_GENERAL = re.compile(
    r"\b(?:an order|orders can|a return|returns? (?:work|policy|cost|free|possible)|things|stuff|the thing|something|an item|items can|a (?:gift card|parcel|product|present|gift)|people|customers|one of your|in general|generally|without (?:(?:the|its|their|any|original) )*(?:box|packag\w*|wrapp\w*|tags?|labels?|receipt)|(?:threw|thrown|throw|tossed|binned|lost) (?:away |out )?(?:the|its|their) (?:box|packag\w*|tags?|receipt)|normally|usually|hypothetical\w*|once (?:it|they|that)(?:'s| is|'re| are| has| have)? (?:here|arriv\w*|deliver\w*|come)|when (?:it|they) (?:arrives?|comes?|gets? here)|after (?:it|they) (?:arrives?|comes?)|how (?:do|does|would|can|long|many|late)|until when|what (?:if|happens)|who pays|is it (?:possible|allowed|free|ok)|am i allowed|do (?:you|i have to)|does it cost|policy|rules?)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|mine|this|these|i (?:bought|ordered|got|received|want|need|would like)|i'd like|please)\b",
    re.IGNORECASE,
)


_POINTS = re.compile(r"\b(?:it|them|that one|those)\b", re.IGNORECASE)


_NOT_A_PERSON = re.compile(
    r"\b(?:don'?t|do not|no) (?:need|want|wish)(?: to (?:talk|speak) (?:to|with))? (?:a |any |another )?(?:human|person|people|agent|colleague)",
    re.IGNORECASE,
)
_FEW, _UNSURE, _RATHER = 8, 0.5, 0.9
_SAYS = re.compile(r"[^\W_]|[^\x00-\x7f]")
_OF_BOTS = re.compile(
    r"\b(?:ro)?bots?\b|\b(?:human|real|person|machine|a\.?i|program\w*|assistant|computer|automated|automatic|chat ?gpt|gpt|llm|who|what) ?(?:am i|are you|is this|r u)?\b|\bname\b",
    re.IGNORECASE,
)
_VAGUE = frozenset({Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.PREVIOUS_ORDER, Intent.REPEAT, Intent.SHOW_ORDER, Intent.YES, Intent.GREET})  # fmt: skip
_NOT_ON_ORDERS = frozenset({Intent.ITEM_PROBLEM, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.REPEAT, Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.ADJUST_ORDER, Intent.POLICY_QUESTION})  # fmt: skip
_OF_IT = re.compile(
    r"\b(?:did|was|were|it|that|them|they|in there)\b|^\W*(?:and |in )?(?:what|which) (?:size|colou?r)",
    re.IGNORECASE,
)
_VARIANT = re.compile(
    r"\b(?:what about|how about|and|also|which one|the other|in|size|\d{2}|cheaper|bigger|smaller|larger)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:(?:but|and|so)\W+)?why(?: not| is that| can'?t i| couldn'?t i)?\W*$", re.IGNORECASE
)
_AND_THAT = re.compile(
    r"^\W*(?:(?:hm+|so|oh|well|right|then|ok(?:ay)?)\W+)*(?:and|just|only|what about|how about|or|plus|without|with|ok(?:ay)?|if|for)\b",
    re.IGNORECASE,
)
_AND_THIS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|hm+|so)\W+)*(?:and|plus|what about|how about) (?:(?:for|with|if) )?(?:the|my|both|one) (?:[\w-]+\W*){1,3}$",
    re.IGNORECASE,
)
_REASONS = frozenset(one.value for one in _CHANGES)
_NOTHING_SAID = frozenset({Intent.OUT_OF_SCOPE, Intent.GREET, Intent.INFORM, Intent.BOT_QUESTION, Intent.TICKET_STATUS, Intent.WHAT_CAN_YOU_DO, Intent.PRODUCT_QUESTION, Intent.REPEAT})  # fmt: skip
_ITEM_NUMBER = re.compile(r"[A-Za-z]{1,5}-\d{2,6}-\d{1,3}")


def reread(person: Person, text: str, wish: Understood, memory: Memory) -> Understood:
    """Return a customer's or visitor's wish as what it asks for beyond doubt; any other as it is."""
    if isinstance(person, Staff):
        return wish
    is_nothing = (not wish.entities and is_gibberish(text)) or is_of_elsewhere(text, wish)
    if memory.form is None and is_nothing:
        return replace(wish, intent=Intent.OUT_OF_SCOPE)
    surely = surest(text, wish, memory)
    meant = surely or _meant(person, text, wish, memory)
    told = wish if meant is None else replace(wish, intent=meant)
    is_usual = told.intent is Intent.POLICY_QUESTION and told.usual is not None
    goes_on = told.intent is Intent.PRODUCT_QUESTION and memory.last_intent in ON_PRODUCTS
    is_on = (
        surely is not None
        or went_on(text, wish, memory) is not None
        or asks_by_meaning(text, wish, memory) is told.intent
        or gone_on(text, wish, memory) is not None
        or _sums_things(text, wish)
    )
    is_known = is_usual or goes_on or is_on or wanted_change(told, text) is told.intent
    if memory.form is None and not is_known and not speaks_of_it(text, told):
        return replace(wish, intent=Intent.OUT_OF_SCOPE)
    if told.intent is wish.intent and surely is None:
        return wish
    return replace(told, confidence=max(wish.confidence, _CERTAIN))


_THERE_TOO = re.compile(
    r"\b(?:go|goes|send|sent|ship|shipped|deliver\w*|come|comes)\b[^.?!]{0,40}\b(?:there|same (?:address|place)|that address)\b|\bsame (?:address|place) (?:for|too|as well|please)\b",
    re.IGNORECASE,
)


def _meant(person: Person, text: str, wish: Understood, memory: Memory) -> Intent | None:
    if wish.intent is Intent.RESUME and wish.runner_up is Intent.YES and not memory.parked:
        # Nothing was left that could be taken up again.
        return Intent.YES
    if _THERE_TOO.search(text) and slot_address.just_said(memory) is not None:
        return Intent.CHANGE_ADDRESS
    if _sums_things(text, wish) and memory.form is None:
        return Intent.GET_BACK_TOTAL
    return (
        (Intent.THANKS if memory.form is None and _closes(text, wish) else None)
        or (Intent.SHOW_ORDER if asks_of_own(text, wish, memory) else None)
        or went_on(text, wish, memory)
        or (Intent.WHERE_IS_MY_ORDER if asks_when(text, wish, memory) else None)
        or (Intent.SHOW_ORDER if asks_on(text, wish, memory) or asks_if_so(text, wish, memory) else None)
        or (Intent.PRODUCT_QUESTION if asks_of_next(text, wish, memory) else None)
        or (Intent.SHOW_ORDER if _asks_what_of(text, wish, memory) else None)
        or gone_on(text, wish, memory)
        or followed(text, wish, memory)
        or (Intent.PRODUCT_QUESTION if asks_of_product(text, wish, memory) else None)
        or _follows(text, wish, memory)
        or (Intent.WHERE_IS_MY_ORDER if _asks_how_it_is(text, wish) else None)
        or told_change(text, wish, memory)
        or _of_own_thing(text, wish)
        or asks_by_meaning(text, wish, memory)
        or (Intent.POLICY_QUESTION if _asks_usual(person, text, wish, memory) else None)
        or _corrected(person, text, wish, memory)
        or cued(text, wish)
    )


def _asks_what_of(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether it is asked what the total of an order is made of: `the shirts are 39.80, what is the extra 4.95?`."""
    is_told = bool(wish.values(EntityType.ORDER_NUMBER)) or memory.last_order is not None
    is_open = wish.intent not in _CHANGES and wish.intent is not Intent.TALK_TO_PERSON
    return is_told and is_open and memory.form is None and Aspect.MADE_UP in aspects(text)


_SUM = re.compile(
    r"\b(?:come to|comes to|together|in total|altogether|total|sum|combined)\b|=\W*$", re.IGNORECASE
)
_NOT_GOODS = re.compile(
    r"\b(?:my|mine|i (?:bought|paid|ordered|spent|got)|did i|have i|back|return\w*|refund\w*|cancel\w*)\b",
    re.IGNORECASE,
)
_SUMMED = frozenset({Intent.GET_BACK_TOTAL, Intent.INFORM, Intent.OUT_OF_SCOPE, Intent.LIST_PRODUCTS, Intent.PLACE_ORDER})  # fmt: skip


def _sums_things(text: str, wish: Understood) -> bool:
    """Tell whether it is asked what several things of the shop come to: `5 shirts plus running shoes = ?`."""
    several = len(wish.values(EntityType.ITEM)) > 1 and not wish.values(EntityType.ORDER_NUMBER)
    is_sum = _SUM.search(text) is not None and _NOT_GOODS.search(text) is None
    return wish.intent in _SUMMED and several and is_sum


_CLOSES = re.compile(
    r"\b(?:cheers|thanks|thank you|thx|ta|bye|ttyl|that'?s (?:all|it)|that (?:is|was|will be) all|nothing else|all good|have a (?:good|nice|great) \w+)\W*(?:mate|then|for now|for today|so much|a lot)?\W*$",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\?|\b(?:what|when|where|who|which|why|how|can|could|please|pls|want|need|order|refund|return)\b",
    re.IGNORECASE,
)


def _asks_usual(person: Person, text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether a usual question is asked; where something was asked of the person, only by a plain question."""
    is_plain = memory.form is None or "?" in text or _ASKS.match(text) is not None
    return is_plain and asks_usual(person, text, wish)


def _closes(text: str, wish: Understood) -> bool:
    """Tell whether somebody only takes their leave, whatever else they mention: nothing is asked or wanted."""
    is_open = wish.confidence < _UNSURE + 0.1 and wish.intent not in _CHANGES
    if wish.values(EntityType.ORDER_NUMBER) or wish.values(EntityType.OPTION):
        return False
    return is_open and _CLOSES.search(text) is not None and _WANTS.search(text) is None


_CAN_I = re.compile(r"\b(?:can|could|may|am) i\b|\bis it possible\b", re.IGNORECASE)
# A thing of one's own, told by what became of it: `those trainers that r coming`.
_TOLD_THING = re.compile(
    r"\b(?:those|these|that|this|the|my) (?:[\w-]+ ){1,3}?(?:that|which|i|you)(?:'re|'s|'ve)? (?:r|are|is|was|were|have|has|haven'?t|hasn'?t|ordered|bought|got|just|am|still|only|sent)\b",
    re.IGNORECASE,
)
_WAYS = (
    (re.compile(r"\b(?:return|send\w* back|bring back)\w*", re.IGNORECASE), Intent.RETURN_ITEMS),
    (re.compile(r"\b(?:exchange|swap)\w*", re.IGNORECASE), Intent.EXCHANGE_ITEMS),
    (re.compile(r"\b(?:cancel|call off)\w*", re.IGNORECASE), Intent.CANCEL_ORDER),
)


def _of_own_thing(text: str, wish: Understood) -> Intent | None:
    """Return the change that somebody asks to be possible for a thing of their own, where the head takes it for a question on the rules."""
    is_open = wish.intent is Intent.POLICY_QUESTION or wish.confidence < _UNSURE
    if not is_open or not wish.values(EntityType.ITEM):
        return None
    if not (_CAN_I.search(text) and _TOLD_THING.search(text)):
        return None
    return next((meant for pattern, meant in _WAYS if pattern.search(text)), None)


def _asks_how_it_is(text: str, wish: Understood) -> bool:
    is_open = wish.intent in _NOTHING_SAID and bool(wish.values(EntityType.ORDER_NUMBER))
    return is_open and asks_how_it_is(text)


def _corrected(person: Person, text: str, wish: Understood, memory: Memory) -> Intent | None:
    numbers = wish.values(EntityType.ORDER_NUMBER)
    if not _SAYS.search(text) and wish.intent is not Intent.YES:
        return Intent.REPEAT
    if wish.intent is Intent.BOT_QUESTION and wish.confidence < _RATHER and not _OF_BOTS.search(text):
        return Intent.OUT_OF_SCOPE
    if any(_ITEM_NUMBER.fullmatch(one) for one in numbers) and wish.intent not in _CHANGES:
        return Intent.PRODUCT_QUESTION
    if wish.intent in _CHANGES and not numbers and memory.form is None and _is_general(person, text):
        return Intent.POLICY_QUESTION
    if wish.intent is Intent.TALK_TO_PERSON and _NOT_A_PERSON.search(text):
        return wish.runner_up if wish.runner_up is not Intent.TALK_TO_PERSON else Intent.INFORM
    return None


def _follows(text: str, wish: Understood, memory: Memory) -> Intent | None:
    """Return what a few words go on with: the sum, the product or the order that was spoken of; None where they stand alone."""
    if memory.form is not None or len(text.split()) > _FEW or wish.values(EntityType.ORDER_NUMBER):
        return None
    is_option = wish.intent is Intent.LIST_PRODUCTS and bool(wish.values(EntityType.OPTION))
    is_open = wish.intent in _VAGUE or wish.confidence < _UNSURE or is_option
    before = memory.last_intent
    counts = (
        wish.values(EntityType.QUANTITY)
        or wish.values(EntityType.DAYS)
        or (wish.values(EntityType.ITEM) and _AND_THAT.match(text))
    )
    is_more_of_sum = wish.intent is Intent.PRODUCT_QUESTION and _AND_THIS.match(text) is not None
    if before == Intent.GET_BACK_TOTAL.value and (is_open or is_more_of_sum) and counts:
        return Intent.GET_BACK_TOTAL
    points = bool(wish.values(EntityType.PRONOUN) or wish.values(EntityType.QUANTITY))
    is_more = (wish.intent is Intent.GET_BACK_TOTAL and points) or (is_open and bool(_VARIANT.search(text)))
    if before in ON_PRODUCTS and memory.last_product is not None and is_more:
        return Intent.PRODUCT_QUESTION
    asks_more = memory.last_order is not None and before in ON_ORDERS and _asks_more(text, wish)
    is_compared = before == Intent.LIST_ORDERS.value and is_open and bool(wish.values(EntityType.COMPARISON))
    if asks_more or is_compared:
        return Intent.SHOW_ORDER
    if _WHY.match(text):
        return Intent.POLICY_QUESTION if before in _REASONS else Intent.OUT_OF_SCOPE
    return None


def _asks_more(text: str, wish: Understood) -> bool:
    """Tell whether some words ask one more thing about the order that was spoken of."""
    if wish.intent not in _NOT_ON_ORDERS or not aspects(text) or IN_GENERAL.search(text):
        return False
    return wish.intent is Intent.REPEAT or _OF_IT.search(text) is not None


def _is_general(person: Person, text: str) -> bool:
    """Tell whether somebody asks how it is in general: a visitor by any such question, a customer by speaking of no own order."""
    pieces = [one for one in re.split(r"(?<=[.!?:;\n])\s+", text) if one.strip()]
    asking = [one for one in pieces if _ASKS.match(one) or "?" in one]
    if isinstance(person, Visitor):
        return any(_IN_GENERAL.search(one) or not (_OWN.search(one) or _POINTS.search(one)) for one in asking)
    return any(_IN_GENERAL.search(one) and not _OWN.search(one) for one in asking)
