"""What a question is about: the thing that is asked for, and what `it` is in a question that follows another one. Pure."""

import re

from support_ai.agent.local.mentions import singular

_STEM, _SHORTEST = 5, 3
_FEW = 9
_LEAD = r"^\W*(?:(?:hi|hello|hey|and|also|so|ok(?:ay)?|btw|by the way|please|just wondering|quick question|one more thing)\W+)*"
_THING = re.compile(
    rf"{_LEAD}(?:(?:do|does|can|could|will|would) (?:you|u|i|we|your (?:shop|store)|the (?:shop|store)|you guys)(?: guys| also| still| maybe| perhaps)* (?:have|has|offer|sell|provide|do|give|get|run|carry|accept|take)|is there|are there|(?:have|has) (?:you|u) got|got|any)\s+"
    r"(?:a |an |any |some |the |your |such a thing as |something like )*(?P<thing>[a-z' -]{3,60}?)(?= (?:for|in|on|at|to|with|near|from|if|when|of|by|available|please|here|i|that|than|as)\b|\s*[?.!,;\n]|\s*$)",
    re.IGNORECASE,
)
# What goes on about a rule that was asked for: `and how long does it take?`, `what about Mexico?`.
_GOES_ON = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|so|but|also|then|thanks?)\W+)*(?:how (?:long|much|many|fast|soon|late|often|quick\w*|do i|does (?:it|that|she|he)|would|will|can)|what (?:about|if|does|do|can|could|else|would|will|is|then)|how about|is (?:it|that|this)|are (?:they|those)|does (?:it|that|she|he)|do (?:they|i|we)|who(?: pays)?|can (?:i|we|she|he|they|it)|could (?:i|we|she|he|they|it)|which|where|even|also|only|unless|until when|when|or|if|on|(?:and )?(?:to|for|with|in|from|abroad)\b)",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"^\W*(?:(?:and|ok(?:ay)?|so|but|also)\W+)*(?:what about|how about|to|for|with|on|in|from|abroad|even|only|if|or)\b|^\W*and (?!(?:how|what|who|when|where|which|is|are|do|does|can|could|will|would)\b)[\w -]{2,30}\W*$",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:it|that|this|they|them|those)\b", re.IGNORECASE)
# How shops call what people do.
_TOPICS = tuple(
    (re.compile(pattern, re.IGNORECASE), topic)
    for pattern, topic in (
        (r"\bexpress\b|\bovernight\b|\bnext[- ]day\b", "express delivery"),
        (r"\b(?:ship\w*|deliver\w*|post(?:age)?|send)\b", "delivery"),
        (r"\b(?:refund\w*|money back)\b", "a refund"),
        (r"\b(?:return\w*|send back|bring back|give back)\b", "a return"),
        (r"\b(?:exchang\w*|swap\w*)\b", "an exchange"),
        (r"\bcancel\w*\b", "cancelling an order"),
        (
            r"\b(?:(?<!who )(?<!who'll )pay\w*|paid|cash|cards?|visa|mastercard|paypal|cheques?)\b(?! back)",
            "which payment methods do you accept",
        ),
        (r"\b(?:open|opening|close[sd]?|closing|hours)\b", "opening hours"),
        (r"\b(?:warrant\w*|guarantee\w*)\b", "the warranty"),
        (r"\bgift ?-?cards?\b", "a gift card"),
        (r"\b(?:discount\w*|coupon\w*|promo\w*)\b", "a discount code"),
        (r"\bpric\w+ match\w*\b|\bmatch\w* (?:the |a )?prices?\b", "the price match"),
    )
)


def thing_asked(text: str) -> str | None:
    """Return what somebody asks the shop for: `gift wrapping` in `do you have gift wrapping?`; None where it is no such question."""
    found = _THING.search(text)
    return None if found is None else " ".join(found["thing"].lower().split())


def is_about(thing: str, passage: str) -> bool:
    """Tell whether a passage speaks of a thing by its own word: a passage on gift cards is not about gift wrapping."""
    words = re.findall(r"[a-z]+", thing.lower())
    return not words or not _stems(words[-1]) or bool(_stems(words[-1]) & _stems(passage))


def _stems(text: str) -> set[str]:
    words = {singular(word) for word in re.findall(r"[a-z]+", text.lower()) if len(word) >= _SHORTEST}
    return {word[:_STEM] for word in words}


def topic_of(text: str) -> str | None:
    """Return what a question is about, as shops call it; None where it names nothing of the kind."""
    return next((topic for pattern, topic in _TOPICS if pattern.search(text)), None)


def goes_on(text: str) -> bool:
    """Tell whether a few words go on about the rule that was asked for just before."""
    is_more = _GOES_ON.match(text) or _ELLIPTIC.match(text)
    return len(text.split()) <= _FEW and is_more is not None and topic_of(text) is None


def resolved(text: str, before: str) -> str:
    """Return a question with what was asked before in place of `it`, or behind it where it only names something else."""
    topic = topic_of(before)
    if topic is None or topic_of(text) is not None:
        return text
    if _ELLIPTIC.match(text):
        return f"{topic}: {text}"
    if _IT.search(text):
        return _IT.sub(topic, text, count=1)
    return f"{text.rstrip(' ?.!')}, {topic}?" if goes_on(text) else text
