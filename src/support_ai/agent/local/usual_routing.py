"""Which messages ask what shops are usually asked, whatever the head takes them for. Pure."""

import re

from support_ai.access.actor import Person, Visitor
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import Understood
from support_ai.agent.local.usual import Usual

# How alike a question must be, and by how much more than what no article answers; a visitor has no orders to ask about.
_ALIKE, _AHEAD, _VISITOR, _TWIN = 0.62, 0.05, 0.50, 0.78
# Where the head knows nothing, the likest question counts sooner.
_DOUBTFUL, _SOMEWHAT = 0.50, 0.54
# What the head is so sure of is not taken for a usual question, unless it is nearly one in so many words.
_SURE, _CERTAIN = 0.90, 0.98
_HEAD_SURE, _NOTHING = 0.95, 0.80
_OPEN = frozenset({Intent.OUT_OF_SCOPE, Intent.INFORM, Intent.PREVIOUS_ORDER, Intent.REPEAT})
# Of what is told, or wanted, rather than asked.
_NEVER = frozenset({Intent.OPEN_TICKET, Intent.TICKET_STATUS, Intent.GREET, Intent.THANKS, Intent.GOODBYE, Intent.YES, Intent.NO, Intent.DELETE_MY_DATA, Intent.POLICY_QUESTION})  # fmt: skip
_FEW = 4
_ASKS = re.compile(
    r"\?|\b(?:what|whats|how|hows|when|where|who|which|why|until|till|can|could|do|does|is|are|may|will|would|should|must|am|any|got|if|r u|do u|can u)\b",
    re.IGNORECASE,
)
_OWN_THING = re.compile(
    r"\b(?:my|mine|our) (?:\w+ ){0,2}(?:orders?|parcels?|packages?|refund|return|deliver(?:y|ies)|purchase|ticket)\b"
    r"|\b(?:this|these|those|that) (?!(?:is|was|are|were|be|can|could|will|would|in|not|do|does|did|has|have|so|then|if|for|to|you|go|goes|work|works|cost|costs)\b)\w+\b|\bi (?:ordered|bought|returned|sent)\b|\bfor me\b",
    re.IGNORECASE,
)
# However it speaks of one's own things, this asks how it is in general.
_OF_RULES = re.compile(
    r"\b(?:what (?:if|happens (?:if|when|with))|(?:is|are|would|will) (?:that|it|this|there) (?:be )?(?:an? )?(?:issue|problem|ok(?:ay)?|fine|allowed|deadline|fee|too late|a no go)|(?:when|what)(?:'s| is|s) the (?:latest|last day|deadline|cut-?off)|until when|how late|am i (?:allowed|covered|entitled|insured)|are (?:they|we) allowed|(?:do|will|would|must|should) i (?:need|have|gotta|got) to|do i (?:need|gotta|must)|must i|in general|generally|normally|usually|(?:what|how)(?:'s| is| are|s)? (?:the |your |ur )?(?:rules?|policy|deal|terms|process|procedure)|how (?:long|many days|many weeks) (?:do|have|can) i|say (?:i|the|my|it)|if (?:it|they|that) (?:is|are|gets?|breaks?|falls?|never|doesn'?t|don'?t|won'?t|isn'?t|dies?)|suppose|hypothetically|what would happen)\b",
    re.IGNORECASE,
)
_RULES, _BEHIND = 0.45, -0.12


def asks_usual(person: Person, text: str, wish: Understood) -> bool:
    """Tell whether a message asks what the shop's articles answer: a question, of no order of one's own, that is like a usual one."""
    asked = wish.usual
    is_question = _ASKS.search(text) is not None or len(text.split()) <= _FEW
    if asked is None or not is_question or wish.intent in _NEVER or wish.values(EntityType.ORDER_NUMBER):
        return False
    if wish.confidence >= _HEAD_SURE and wish.intent not in _OPEN:
        return False
    if _OF_RULES.search(text) and asked.likeness >= _RULES and asked.ahead >= _BEHIND:
        return True
    is_own = is_of_own(text)
    if asked.likeness >= _TWIN and asked.ahead >= _AHEAD:
        return wish.confidence <= _CERTAIN and not (wish.intent in CHANGES and is_own)
    return not is_own and _is_like(person, wish, asked)


def is_of_own(text: str) -> bool:
    """Tell whether a text speaks of one's own order, or of a thing that one has."""
    return _OWN_THING.search(text) is not None


def _is_like(person: Person, wish: Understood, asked: Usual) -> bool:
    """Tell whether a question is like a usual one, the surer the head is of something else the more."""
    if wish.intent is Intent.OUT_OF_SCOPE and wish.confidence >= _NOTHING and asked.likeness < _ALIKE:
        return False
    if isinstance(person, Visitor):
        return asked.likeness >= _VISITOR and asked.ahead > 0 and wish.confidence <= _CERTAIN
    if asked.ahead < _AHEAD or wish.values(EntityType.PLACE):
        return False
    is_open = wish.confidence <= _DOUBTFUL and asked.likeness >= _SOMEWHAT
    return is_open or (wish.confidence <= _SURE and asked.likeness >= _ALIKE)
