"""What turns known words of a yes around: a question without its mark, a condition on the money, a name that is half of two."""

import re
from collections.abc import Sequence
from itertools import pairwise

from support_ai.agent.consent_pieces import Piece
from support_ai.agent.consent_words import Kind, clear, thanks
from support_ai.agent.restating import Restated

_OPENERS = r"(?:yes|yep|yup|yeah|yea|ya|ok|okay|k|sure|and|so|but|then|well|oh|ah|hmm|please|pls|right|alright|fine|good|great|thanks|correct|now|hey|hi|sorry)"
# `Ok is that the right address`: somebody asks. `Do that` and `have it done` ask nothing.
_ASKS = re.compile(
    rf"(?:^|[.,;:!\n\u2013-])\s*(?:{_OPENERS}\W+)*(?:is|isn't|isnt|are|am|was|were|does|did|can|could|will|would|shall|should)"
    r"\s+(?:that|this|it|there|they|you|we|i|he|she|the|my|her|his|their|your|these|those|everything|all|both)\b",
    re.IGNORECASE,
)
# Somebody was not finished.
_DANGLING = re.compile(r"\b(?:and(?: then)?|or|but|then what)\W*$", re.IGNORECASE)
# Behind what is repeated they ask: `to my card, right`.
_TAGS = frozenset({"right", "correct", "ok", "okay", "k", "alright", "all right"})
_HASTY = frozenset({"now", "right now", "right away", "straight away", "immediately", "at once", "asap"})
_ONLY = frozenset({"only", "just", "alone"})
_DETERMINERS = frozenset({"the", "my", "this", "that", "a", "your", "her", "his", "their"})
# `My yes`, `the yes` are spoken of, not said.
_OF_A_YES = frozenset({"the", "my", "your", "his", "her", "their", "this"})


def is_asked(text: str) -> bool:
    """Tell whether a text asks, in the order of its words, or breaks off."""
    return _ASKS.search(text.replace("\u2019", "'")) is not None or _DANGLING.search(text) is not None


def is_twisted(pieces: Sequence[Piece], words: Sequence[str], shown: Restated) -> bool:
    """Tell whether what was said is no plain yes to what was shown, although each phrase of it could be in one."""
    return (
        _declines_politely(pieces, words)
        or _is_tag(pieces)
        or _speaks_of_a_yes(pieces)
        or not shown.against.isdisjoint(words)
        or _is_of_money(pieces, shown)
        or _undoes_act(pieces, shown)
    )


def _declines_politely(pieces: Sequence[Piece], words: Sequence[str]) -> bool:
    """Tell whether `it's fine`, or `that's ok` beside thanks, stand alone."""
    kinds = {one.kind for one in pieces}
    if Kind.SOFT in kinds and clear().isdisjoint(one.phrase for one in pieces):
        return True
    return Kind.MILD in kinds and Kind.AFFIRM not in kinds and not thanks().isdisjoint(words)


def _is_tag(pieces: Sequence[Piece]) -> bool:
    """Tell whether all that says yes is a word behind what is repeated: `the headphones, right`."""
    agreeing = [place for place, one in enumerate(pieces) if one.kind in (Kind.AFFIRM, Kind.MILD)]
    if len(agreeing) != 1 or pieces[agreeing[0]].phrase not in _TAGS:
        return False
    before = pieces[: agreeing[0]]
    return any(one.is_repeated for one in before) and agreeing[0] == len(pieces) - 1


def _speaks_of_a_yes(pieces: Sequence[Piece]) -> bool:
    return any(
        one.phrase in _OF_A_YES and other.kind is Kind.AFFIRM and other.phrase in clear()
        for one, other in pairwise(pieces)
    )


def _is_of_money(pieces: Sequence[Piece], shown: Restated) -> bool:
    """Tell whether only the money is wanted, or at once: it comes with what is done, and when it was said."""
    for place, one in enumerate(pieces):
        if not one.is_repeated or not _means_money(one, shown):
            continue
        is_figure = any(letter.isdigit() for letter in one.phrase)
        if not shown.is_paying and not is_figure and not _ONLY.isdisjoint(one.leads):
            return True
        is_done = shown.is_paying and place > 0 and _is_act(pieces[place - 1], shown)
        later = pieces[place + 1 :]
        if not is_done and any(other.phrase in _HASTY for other in later):
            return True
        if place > 0 and pieces[place - 1].phrase in _HASTY and not is_done:
            return True
    return False


def _means_money(piece: Piece, shown: Restated) -> bool:
    if shown.is_paying and piece.phrase in shown.verbs:
        # `The refund` is the money, `refund it` what is done.
        return not _DETERMINERS.isdisjoint(piece.leads)
    return piece.phrase in shown.money and not (shown.is_paying and piece.phrase.startswith("refund "))


def _is_act(piece: Piece, shown: Restated) -> bool:
    first = piece.phrase.split()[:1]
    return piece.is_repeated and bool(first) and first[0] in shown.verbs


def _undoes_act(pieces: Sequence[Piece], shown: Restated) -> bool:
    """Tell whether the act is what is cancelled, or what is not needed: `the cancellation is no longer needed`."""
    for one, other in pairwise(pieces):
        if not (one.is_repeated and other.is_repeated):
            continue
        is_named = one.phrase in shown.nouns or (
            one.phrase in shown.verbs and not _DETERMINERS.isdisjoint(one.leads)
        )
        if _is_act(other, shown) and other.leads[:1] == ("to",) and "mistake" in one.phrase:
            return True
        if shown.reason and shown.reason in other.phrase and (is_named or other.leads[:1] == ("is",)):
            return True
        is_undone = one.phrase in shown.verbs and one.phrase.startswith(
            ("cancel", "withdraw", "scrap", "void", "annul")
        )
        if is_undone and not is_named and other.phrase in shown.nouns:
            return True
    return False
