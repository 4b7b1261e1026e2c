"""What goes on about the article that was quoted just before: `and the biggest one?`, `how many days do I have?`, `whereabouts is it?`. Pure."""

import re
from collections.abc import Sequence

from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Memory
from support_ai.agent.local.topics import is_about
from support_ai.agent.local.understood import Understood

_FEW, _SURE, _RATHER = 14, 0.85, 0.60
# What is quoted beside these only rounds off what they say.
_BESIDE = frozenset(
    one.value
    for one in (
        Intent.REFUND_STATUS, Intent.WHERE_IS_MY_ORDER, Intent.SHOW_ORDER, Intent.GET_BACK_TOTAL, Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS,
    )
)  # fmt: skip
_NEVER = frozenset(
    {Intent.YES, Intent.NO, Intent.THANKS, Intent.GOODBYE, Intent.GREET, Intent.CHANGE_OF_MIND, Intent.OPEN_TICKET, Intent.UPDATE_TICKET, Intent.HOLD_ON, Intent.REPEAT, Intent.BOT_QUESTION}
)  # fmt: skip
_OF_PRODUCTS = frozenset({Intent.PRODUCT_QUESTION, Intent.LIST_PRODUCTS, Intent.PLACE_ORDER})
_OF_ORDERS = frozenset(
    {Intent.WHERE_IS_MY_ORDER, Intent.SHOW_ORDER, Intent.LIST_ORDERS, Intent.REFUND_STATUS}
)
_NAMES = (
    EntityType.ORDER_NUMBER, EntityType.CUSTOMER_NUMBER, EntityType.TICKET_NUMBER, EntityType.EMAIL, EntityType.PHONE, EntityType.ADDRESS,
)  # fmt: skip
_LEAD = r"^\W*(?:(?:and|but|so|ok(?:ay)?|oh|ah|hm+|right|well|also|then|cool|great|thanks?|thx|cheers|ta|good|fine|nice|lovely|perfect|sorry|wait)\b\W*)*"
_ASKS = re.compile(
    rf"{_LEAD}(?:what|whats|which|who|whom|whose|when|where|whereabouts|how|why|until|till|within|by when|is|are|does|do|did|can|could|may|will|would|must|should|if|or|am|any|even|only|also|unless|for how)\b"
    r"|\?|\bhow (?:many|long|much|late|soon|often|big|far)\b|\b(?:until|by) when\b",
    re.IGNORECASE,
)
# With `and` before it, some words are a question without any verb.
_AND = re.compile(r"^\W*(?:and|but|or|what about|how about)\b(?:\W+[\w'.%$-]+){1,6}\W*$", re.IGNORECASE)
_ONE = re.compile(r"\b(?:ones?)\b|^(?:it|that)$", re.IGNORECASE)
_PARCEL = re.compile(r"\b(?:orders?|parcels?|packages?|purchases?|refund)\b", re.IGNORECASE)
# What one would have to know of the person, whatever was spoken of.
_MINE = re.compile(
    r"\b(?:my|mine|our|ours)\b (?!money\b|cash\b|mind\b|postage\b|shipping\b|friends?\b|wife\b|husband\b)|\bi (?:ordered|bought)\b|\b(?:have|did|had) i (?:\w+ )?(?:order\w*|buy|bought|shop\w*|pay|paid|spen[dt])\b|\b(?:this|that|these|those) (?:orders?|parcels?|packages?|refund|return|purchase)\b|\bdo i (?:still )?have (?:any|anything|an? order)\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:want|would like|'d like|let'?s|i'?ll)\b", re.IGNORECASE)


def asks_on_article(text: str, wish: Understood, memory: Memory) -> bool:
    """Tell whether a short question goes on about the article that was quoted just before."""
    if memory.last_source is None or memory.form is not None or memory.last_intent in _BESIDE:
        return False
    if _BARE.match(text):
        return True
    if len(text.split()) > _FEW or wish.intent in _NEVER or any(wish.values(one) for one in _NAMES):
        return False
    if wish.intent is Intent.TALK_TO_PERSON and (wish.confidence >= _SURE or _TALKS.search(text)):
        return False
    if _MINE.search(text) or _is_another(text, wish) or _is_of_the_world(text, wish):
        return False
    return _ASKS.search(text) is not None or _AND.match(text) is not None


_THING = re.compile(
    r"\b(?:need|bring|have|get|offer|use|is there|are there)\b (?:an?|any|the|some) (?P<had>[a-z]{4,})\b"
    r"|\b(?:is|are) (?P<is>[a-z]{5,}) (?:ok(?:ay)?|free|possible|available|included|allowed|provided|there)\b",
    re.IGNORECASE,
)
_TALKS = re.compile(
    r"\b(?:talk|speak|human|person|agent|someone|somebody|colleague|call|phone|chat|connect|transfer|real)\b",
    re.IGNORECASE,
)
_IF = re.compile(rf"{_LEAD}(?:what|even|only|also)?\W*(?:if|when|unless|once)\b", re.IGNORECASE)
_BARE = re.compile(
    rf"{_LEAD}(?:when|where|whereabouts|why|which|who|how|how (?:long|much|many|late|soon|far|often)|(?:un)?till? when|by when|where to|with whom|who with)\W*$",
    re.IGNORECASE,
)
# Only a part of what was said is asked for: `and to a gift card?`.
_PART = re.compile(
    r"^\W*(?:(?:and|but|or|what about|how about|even|also|only)\W+)+(?:(?:to|for|with|on|by|in|from|if|about)\W+)?(?:(?:an?|the|my|your|it'?s|its|i|we)\W+)*(?P<thing>[a-z][a-z -]{2,30}?)\W*$|^\W*(?:to|for|with|on|by|in|from) (?:(?:an?|the|my)\W+)?(?P<bare>[a-z][a-z -]{2,30}?)\W*$",
    re.IGNORECASE,
)


def things_named(text: str) -> tuple[str, ...]:
    """Return the thing that is asked for by its own word: `parking` in `is parking ok?`, `appointment` in `do I need an appointment`."""
    found = _THING.search(text)
    return () if found is None else (found["had"] or found["is"],)


def supposes(text: str) -> bool:
    """Tell whether a few words only suppose something of what was said: `what if it's opened?`."""
    return _IF.match(text) is not None


def names_part_of(text: str, passages: Sequence[str]) -> bool:
    """Tell whether a few words name only something of which the passage that was quoted speaks."""
    found = _PART.match(text)
    thing = None if found is None else found["thing"] or found["bare"]
    return thing is not None and any(is_about(thing, one) for one in passages)


def _is_of_the_world(text: str, wish: Understood) -> bool:
    """Tell whether a whole question is surely of nothing that a shop knows, such as `what is the capital of France?`."""
    is_sure = wish.intent is Intent.OUT_OF_SCOPE and wish.confidence >= _SURE
    return is_sure and _AND.match(text) is None and not wish.values(EntityType.PRONOUN)


def _is_another(text: str, wish: Understood) -> bool:
    """Tell whether the head is sure of something that has a subject of its own: a change, a product, an order."""
    if wish.intent in CHANGES:
        return wish.confidence >= _SURE or _NOT_SO.search(text) is not None
    if wish.intent in _OF_PRODUCTS:
        things = [one for one in wish.values(EntityType.ITEM) if not _ONE.search(one)]
        return bool(things) and wish.confidence >= _RATHER
    return wish.intent in _OF_ORDERS and wish.confidence >= _RATHER and _PARCEL.search(text) is not None
