"""Where one wish ends and the next begins: pieces of a message that could each stand alone."""

import itertools
import re

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.enumerating import marks

_VERBS = (
    "cancel|return|exchange|change|send|ship|refund|track|show|tell|give|check|update|open|close|mark|set|add|remove|list|delete|swap|replace|find|pay|use|keep"
    "|talk|connect|transfer|make|create|put|get me|let me|let's|look up|look|order|reorder|redirect|deliver|move|switch|withdraw|call|email|explain|help|assign|reopen|stop|start|credit"
    "|apply|take|issue|abort|annul|scrap|drop|trade|undo|waive|correct|(?:sales|refunds|returns|tickets|orders)(?= (?:by|per|for|in|of|last|this|since|from|today|yesterday))|pull up|bring up|report|forget|how's|please"
)
_QUESTIONS = (
    "where|when|what|what's|whats|how|why|who|which|is there|is it|is my|is the|are there|are my|do you|do i|does|did|can|could|will|would you|has|have you|may i|where's|wheres|when's|whose"
)  # fmt: skip
_WISHES = "i want|i need|i'd like|i would like|i'd also|i also|i wanna|i have to|i'm looking|we want|we need|i still|my \\w+ (?:is|was|hasn't|has not|didn't|did not)|i don't want|i don't need"
_STARTS = (
    rf"(?:(?:please|kindly|also|then|now|just|maybe|so|pls|plz|and) )*(?:{_VERBS}|{_QUESTIONS}|{_WISHES})\b"
)
_BREAK = re.compile(
    rf"(?<=[.?!;\n])[\s.?!]{{0,20}}(?=\S)|,?\s*\b(?:and also|and then|and after that|as well as|oh and|but also|plus|and|also|then|but|while you're at it)\b,?\s+(?={_STARTS})|,?\s*\bor\b,?\s+(?={_STARTS})(?!(?:{_QUESTIONS})\b)|,\s*(?={_STARTS})|\s+(?:-+|[+&])\s+(?={_STARTS})",
    re.IGNORECASE,
)
_DOT = re.compile(
    r"(?:\b(?:no|nr|mr|mrs|ms|dr|st|str|ave|approx|e\.g|i\.e|vs|etc)\.|(?<![\w-])\d{1,2}\.)$", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 2
_MOST = 6
_READ = 2000
_WHOLE = frozenset({EntityType.ADDRESS, EntityType.EMAIL, EntityType.PHONE, EntityType.AMOUNT, EntityType.ORDER_NUMBER, EntityType.DAYS})  # fmt: skip


def split(text: str, entities: tuple[Entity, ...]) -> tuple[tuple[int, int], ...]:
    """Return the pieces of a text as spans that cover it; never within an address, a number or a date. What is counted up is cut there."""
    counted = [one.start for one in marks(text[:_READ])]
    if counted:
        return tuple(
            (start, end)
            for start, end in itertools.pairwise([0, *counted[counted[0] == 0 :], len(text)])
            if end > start
        )
    cuts = [0]
    for match in _BREAK.finditer(text[:_READ]):
        place = match.start() if text[cuts[-1] : match.start()].strip() else match.end()
        inside = any(
            one.type in _WHOLE and one.start < match.end() and match.start() < one.end for one in entities
        )
        if (
            place > cuts[-1]
            and not inside
            and not _DOT.search(text[max(0, match.start() - 8) : match.start()])
        ):
            cuts.append(place)
    cuts.append(len(text))
    pieces: list[tuple[int, int]] = []
    for start, end in itertools.pairwise(cuts):
        # `Hi.` and `Please!` belong to what follows; so does whatever is left behind the last of many pieces.
        short = pieces and len(_WORD.findall(text[slice(*pieces[-1])])) < _FEWEST_WORDS
        if short or (pieces and (len(pieces) >= _MOST or not _WORD.search(text[start:end]))):
            pieces[-1] = (pieces[-1][0], end)
        elif end > start:
            pieces.append((start, end))
    return tuple(pieces) or ((0, len(text)),)
