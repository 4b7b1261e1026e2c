"""What to search the shop's articles for, and which of the passages that are found answers best. Pure."""

import re
from collections.abc import Sequence

from support_ai.agent.local.features import plain
from support_ai.agent.local.mentions import singular
from support_ai.agent.local.spelling import corrected
from support_ai.knowledge.models import Passage

_SENTENCE = 3
_MOST = 5
_STEM = 5
# A passage that is a little less alike in meaning and shares more words answers better.
_NEAR = 0.03
_CLEAR = 0.5
_QUESTION = re.compile(r"\b(?:what|how|when|where|who|which|can|could|do|does|is|are|may|will|until|if)\b")
# How people ask in passing, and how shops head their articles.
_USUAL: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), question)
    for pattern, question in (
        (
            r"\b(?:smash\w*|broken|broke|damag\w*|crack\w*|shatter\w*|in (?:bits|pieces)|faulty|defect\w*|torn|dented|doesn't work|not working)\b",
            "an item arrived damaged or faulty",
        ),
        (
            r"\b(?:phone|telephone|call you|ring you|hotline|number to call|e-?mail (?:address|you)|have an? e-?mail|contact|customer (?:service|support|care)|(?:shop|store|branch|showroom|outlet)e?s? (?:in|near|around|here)|physical (?:shop|store)|visit you)\b",
            "how to contact us by phone",
        ),
        (
            r"\b(?:by|have it|get it|here|arrive|delivered|there) (?:tomorrow|on time|by \w+day|overnight|in time)\b|\bexpress\b|\bnext[- ]day\b|\bovernight\b",
            "express shipping costs and arrives on the next business day",
        ),
        (
            r"\b(?:cheaper|lower price|less) (?:\w+ ){0,3}(?:elsewhere|somewhere|other|another|at|on|in)\b|\bprice[- ]match\b|\bmatch (?:that|it|the price|prices)\b",
            "price match: the same item cheaper at another shop",
        ),
        (
            r"\b(?:shipping|delivery|postage)\b.{0,30}\b(?:back|refund\w*|returned)\b",
            "what is refunded: the original shipping fee",
        ),
        (
            r"\bare you open\b|\bwhen do you (?:open|close)\b|\b(?:opening|business|office) (?:hours|times)\b",
            "opening hours: when do you answer, from when to when",
        ),
        (r"\bpostage\b|\breturn (?:shipping|label|cost|fee)s?\b", "who pays for return shipping"),
        (
            r"\b(?:what'?s|how much|cost of|price of|pay|free)\b.{0,25}\b(?:shipping|delivery|postage)\b|\bshipping (?:then|cost|costs|fee|fees|free)\b",
            "what does shipping cost",
        ),
        (
            r"\bhow (?:long|many days)\b.{0,40}\b(?:return|send|bring|give)\b|\breturn window\b|\b(?:until when|how late|deadline)\b.{0,40}\breturn",
            "what can be returned and until when: how many days after delivery",
        ),
        (
            r"\b(?:which|what) (?:\w+ )?(?:cards?|payments?|methods?|ways to pay) (?:do|can) (?:you|i|we)\b|\bhow (?:can|do|could) (?:i|we|you) pay\b|\bpayment (?:methods?|options?)\b|\b(?:do|can) (?:you|i) (?:take|accept|pay (?:with|by|in|using|via))\b",
            "which payment methods do you accept",
        ),
        (r"\b(?:lost|never (?:came|arrived|comes)|goes missing|gets lost)\b", "a parcel is late or lost"),
        (
            r"\b(?:bring|give|send|take) (?:it|them|things?|stuff|something|that) back\b|\b(?:doesn'?t|does not|didn'?t|don'?t) fit\b|\bchange my mind\b",
            "how do returns work",
        ),
        (
            r"\b(?:until when|how late|deadline|too late|still)\b.{0,30}\bcancel",
            "until when can an order be cancelled",
        ),
    )
)
_COMMON = frozenset(
    [
        "what",
        "when",
        "where",
        "which",
        "whom",
        "your",
        "yours",
        "with",
        "from",
        "have",
        "that",
        "this",
        "these",
        "those",
        "them",
        "they",
        "will",
        "would",
        "could",
        "should",
        "does",
        "into",
        "then",
        "than",
        "about",
        "there",
        "here",
        "want",
        "need",
        "like",
        "just",
        "some",
        "something",
        "anything",
        "please",
        "thanks",
        "hello",
        "possible",
        "allowed",
        "much",
        "many",
        "long",
        "back",
        "order",
        "orders",
        "item",
        "items",
        "thing",
        "things",
        "shop",
    ]
)


def questions_in(text: str) -> tuple[str, ...]:
    """Return what to search for: the whole piece, the questions of a story alone, and how shops head what is asked."""
    whole = corrected(plain(text))
    parts = [part.strip() for part in re.split(r"[.?!\n]+", whole) if len(part.split()) >= _SENTENCE]
    asking = [part for part in reversed(parts) if _QUESTION.search(part)]
    last = re.split(r"[,;:]+", parts[-1]) if parts else []
    commas = [part.strip() for part in reversed(last) if len(part.split()) >= _SENTENCE]
    usual = [question for pattern, question in _USUAL if pattern.search(whole)]
    others = [one for one in (*usual, *asking, *parts[-1:], *commas) if one != whole.rstrip("?.! ")]
    return (whole, *dict.fromkeys(others))[:_MOST]


def is_usual(text: str) -> bool:
    """Tell whether a text asks for something in a way that is known, whatever words the articles have for it."""
    whole = corrected(plain(text))
    return any(pattern.search(whole) for pattern, _ in _USUAL)


def best(found: Sequence[tuple[str, Sequence[Passage]]]) -> Passage | None:
    """Return the passage that answers best, given what was found for each question, the whole piece first."""
    ranked = [(question, _first(question, passages)) for question, passages in found if passages]
    if not ranked:
        return None
    if ranked[0][1].score >= _CLEAR:
        return ranked[0][1]
    return max((passage for _, passage in ranked), key=lambda one: one.score)


def _first(question: str, passages: Sequence[Passage]) -> Passage:
    """Return the most alike passage, or one that is nearly so and has more of the question's words."""
    words = _stems(question)
    top = max(one.score for one in passages)
    near = [one for one in passages if one.score >= top - _NEAR]
    return max(near, key=lambda one: (len(words & _stems(f"{one.heading} {one.text}")), one.score))


def _stems(text: str) -> set[str]:
    words = {singular(word) for word in re.findall(r"[a-z]{4,}", text.lower())}
    return {word[:_STEM] for word in words - _COMMON}
