"""Words in which somebody plainly says of themselves that something goes back, whatever else they tell. Pure."""

import re

_PLAINLY = re.compile(
    r"\b(?:i(?= (?:return|send|give)\b)|i'?ll|i will|i'?d|i would|i (?:want|wanna|need|decided|prefer|think|guess)|i'?m (?:going|gonna)|gonna|let me|let'?s|lets|we'?ll|we want|(?:can|could|may|shall) (?:i|we|you)|please|pls|plz|just|rather|better|instead|actually|to|want|then)"
    r"(?: (?:i'?ll|i will|i'?d|to|just|rather|simply|please|instead|like to|prefer to|love to|actually|now|then))*"
    r" (?P<act>(?:return|refund)(?! (?:policy|label|window|address|period|method|to)\b)|(?:send|give|bring|ship|take|hand|post|put)(?: [\w'\u2019-]+){1,5}? back|(?:send|give|bring|hand|ship) back|(?:have|get|want)(?: all)? (?:my|the) money back)\b",
    re.IGNORECASE,
)
# `Too tight. Return them`: said as an order.
_ORDERED = re.compile(
    r"(?:^\s*|[.!;\n]\s*)(?P<act>(?:return|send|give|take)(?: back)? (?:it|them|these|those|both|all|everything|the|my|this|that)\b(?: back)?)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|don'?t|do not|never|won'?t|didn'?t|wouldn'?t|no need|instead of|rather than|without)\b[^.,;!?]{0,25}$",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:exchang\w*|swap\w*|trad(?:e|ing)|switch\w*|replac\w*|cancel\w*|keep|(?:want|wants|take|like|get|have|prefer) (?:the|an?) (?:[\w-]+ ){1,4}(?:instead|rather)|for (?:a|the) (?:new|other|bigger|smaller))\b",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(r"\b(?:if|when|how|what|why|until|whether|where|once|after|before)\b", re.IGNORECASE)


def says_back(text: str) -> bool:
    """Tell whether it is plainly said that something is to go back, and nothing else behind that."""
    found = None
    for match in (*_PLAINLY.finditer(text), *_ordered(text)):
        if not _NOT.search(text[: match.start("act")]):
            found = match
    if found is None or _OTHERWISE.search(text[found.end() :]):
        return False
    sentence = re.split(r"[.!;\n]", text[: found.start()])[-1]
    return _SUPPOSES.search(sentence) is None


def _ordered(text: str) -> list[re.Match[str]]:
    """Return where it is ordered that something goes back: sent or given, it has to go back in so many words."""
    return [
        one
        for one in _ORDERED.finditer(text)
        if one["act"].lower().startswith("return") or "back" in one["act"].lower()
    ]


_NOT_SWAPPED = re.compile(
    r"\b(?:forget|leave|stop|drop|cancel|skip|no|not|without|instead of|rather than)\b[^.;!?]{0,20}\b(?:exchang\w*|swap\w*|trad\w+)\b",
    re.IGNORECASE,
)


def returns_instead(text: str) -> bool:
    """Tell whether something goes back in place of the exchange that is turned down: `forget the exchange, I'll return it`."""
    return _NOT_SWAPPED.search(text) is not None and says_back(text)
