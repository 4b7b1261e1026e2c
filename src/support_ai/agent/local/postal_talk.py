"""What people say around an address: what may belong to it, what is called by its name, and what is only talk. Pure."""

import re
from dataclasses import dataclass

from support_ai.agent.local.postal_patterns import STREET
from support_ai.agent.local.postal_tables import COUNTRIES, STATES

# A full stop ends a piece, but not behind `St.`, `Apt.`, or a single letter.
_PIECES = re.compile(
    r"[,\n;!?]+|(?<!\bst)(?<!\bmt)(?<!\bft)(?<!\bdr)(?<!\bno)(?<!\bnr)(?<!\bapt)(?<!\bste)(?<!\bave)(?<!\bstr)(?<!\b\w)\.(?=\s|$)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?:and|so|ok(?:ay)?|oh|well|um+|uh+|hm+|yes|yeah|yep|sorry|no(?! ?\d)|wait|then|also|hi|hello|please|pls|actually|sure|right|just|now|rather|make it)\b\W*"
    r"|(?:it'?s|it is|that'?s|that is|this is|its|which is|i mean|i meant|i think|i guess|i believe|should be|must be|it should be|it must be)\s+"
    r"|(?:i (?:now )?(?:live|am|stay|moved)|i'm|we (?:now )?live|living|located|(?:send|ship|deliver)(?: it| them| this)?|take it|bring it|goes)\s+(?=(?:in|at|to|on|over)\b)"
    r"|(?:in|at|to|near|over in)\s+(?=\S))+",
    re.IGNORECASE,
)
_TAILS = re.compile(
    r"(?:[\s,]+(?:please|pls|plz|thanks?|thank you|thx|ty|cheers|instead|now|ok(?:ay)?|too|mate|then|actually|sorry|i think|by the way|btw|and|is it|that'?s it))+\W*$",
    re.IGNORECASE,
)
# Words that stand in no name of a street or a town.
_TALK = re.compile(
    r"\b(?:i|i'?m|i'?ve|you|we|he|she|they|me|my|mine|mums?|moms?|dads?|your|our|his|it|it'?s|its|that|that'?s|thats|this|these|those|there|is|are|was|were|be|am|have|has|had"
    r"|need|want|please|pls|change|changed|go|going|wait|sorry|thanks?|thank|mistyped|typed|typo|meant|mean|wrong|correct|yes|yep|yeah|yup|no|nope|not|ok|okay|sure"
    r"|instead|now|again|everything|anything|nothing|rest|else|should|would|could|can|will|what|where|when|how|why|same|unchanged|y|n|yh|ye|yea|ya|yas|k|kk|nah|hey|hello|do|don'?t|did|forgot|forget|here|too"
    r"|already|again|done|cheers|thx|ty|bye|mate|idk|hang|hold|perfect|great|fine|good|exactly|agreed?|confirm(?:ed)?|proceed|all|whatever|idea|know|address|moment|sec|secs|second|seconds|minute|wife|husband|says?|said|think|thought|hope|guess|maybe|hmm+|um+)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:the |my |and |its |in )*\b(?P<part>(?:house |street )?(?:no\.?|number|nr)|zip(?: ?code)?|post(?:al)? ?code|pin ?code|plz|city|town|suburb|state|province|country)"
    r"(?:'s| is| was| =| should be| would be| must be|:| -)?\s+(?:is |should be |in )?(?P<value>[^\n,;.!?]+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?<!\bthe)(?<!\bmy)(?<!\bsame)(?<!\band)\s+(?:and\s+)?(?=(?:the |my )?(?:zip|post(?:al)? ?code|pin ?code|plz|city|town|state|province|country)\b)",
    re.IGNORECASE,
)
# What is left where a name was cut off.
_EMPTY = re.compile(
    r"(?:\b(?:the|my|and|a|an|of|for|in|at|to|is|so|same|with|zip|code|city|state|town|country|street|post(?:al)?|number)\b\W*)*"
)
_PARTS = {
    "city": "city",
    "town": "city",
    "suburb": "city",
    "state": "state",
    "province": "state",
    "country": "country",
}
_CODE = re.compile(
    r"\d{4,6}(?:-\d{4})?\b|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b|[a-z]\d[a-z] ?\d[a-z]\d\b", re.IGNORECASE
)
_NO_NAME = 40
# `Same city and zip`, `the rest stays`.
SAME = re.compile(
    r"\b(?:same (?:street|city|town|building|zip|post ?code|postal code|state|country|place)|(?:everything|all) else|the rest|otherwise|rest (?:is|stays)|unchanged)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is left of some words once the talk is gone, and the parts that were called by their names."""

    text: str
    parts: dict[str, str]


# `Gary, IN 46402`: with a code behind them, two capitals are a state and no word.
_STATE_AND_CODE = re.compile(r"(?:[^\W\d_][\w.' -]* )?(?P<state>[A-Z]{2}),? \d{5}(?:-\d{4})?")
_STATES = frozenset(STATES["US"].values())


def spoken(text: str) -> Spoken:
    """Return what of a text may be an address; of a piece with a word of talk in it only a street, or a code."""
    pieces: list[str] = []
    parts: dict[str, str] = {}
    for cut in _PIECES.split(text):
        for piece in _BETWEEN.split(cut):
            coded = _STATE_AND_CODE.fullmatch(piece.strip(" ."))
            bare = _bare(piece)
            if coded and coded["state"] in _STATES and not _TALK.search(piece[: coded.start("state")]):
                pieces.append(coded[0])
            elif named := _NAMED.match(bare):
                parts |= _named(named)
            elif bare and not _is_talk(bare):
                pieces.append(bare)
            elif kept := _in_talk(bare):
                pieces.append(kept)
    return Spoken(", ".join(pieces), parts)


def _bare(piece: str) -> str:
    """Return a piece without what leads to it and what trails behind."""
    stripped = _TAILS.sub("", piece.strip(" .\t"))
    lead = _LEADS.match(stripped)
    return (stripped if lead is None else stripped[lead.end() :]).strip(" .,:-")


def _is_talk(piece: str) -> bool:
    return len(piece) == 1 or _EMPTY.fullmatch(piece.lower()) is not None or _TALK.search(piece) is not None


def _in_talk(piece: str) -> str:
    """Return what of a piece with talk in it is surely of an address: a street with what follows, or a code."""
    street, code = STREET.search(piece), _CODE.search(piece)
    if street is not None:
        return piece[street.start() :]
    return "" if code is None else code[0]


def _named(named: re.Match[str]) -> dict[str, str]:
    """Return the part that a piece calls by its name, where what follows can be one."""
    part, value = named["part"].lower(), _bare(named["value"])
    if part.startswith(("zip", "post", "pin", "plz")):
        codes = _CODE.findall(value)
        return {"postal_code": codes[-1].upper()} if codes else {}
    name = _PARTS.get(part)
    if name is None or not value or len(value) > _NO_NAME or _TALK.search(value):
        return {}
    match name:
        case "country":
            code = COUNTRIES.get(value.lower())
            return {} if code is None else {"country": code}
        case "state":
            return {"state": as_state(value) or value}
        case _:
            return {"city": value}


def as_state(text: str, country: str = "") -> str:
    """Return the code of a state that a text names and nothing else, of a country where one is known; empty where it does not."""
    bare = text.strip(" .,").lower()
    for one in (country,) if country else ("US", "CA", "AU", "IN"):
        table = STATES.get(one, {})
        if bare in table:
            return table[bare]
        if bare.upper() in table.values():
            return bare.upper()
    return ""
