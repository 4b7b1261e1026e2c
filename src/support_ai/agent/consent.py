"""Whether a message is a yes or a no to what was shown. Code decides it, before any brain runs.

A message counts only where it consists of nothing but words of assent, of dissent, and courtesies. A yes may repeat what the
proposal itself says, in its own words: whatever differs from it, says more, asks, restricts or corrects is no consent, and
the brain reads it.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from support_ai.agent.consent_comments import without_comment
from support_ai.agent.consent_words import Kind, clear, has_strange, phrases, tokens
from support_ai.agent.restating import NOTHING, Restated

_MOST_LETTERS = 300
_ASKING = re.compile(r"[?\u00bf\u061f\uff1f]")
# Words that lead to what is repeated, and mean nothing without it: `only the lamp`, `back to my card`.
_LEADS = frozenset(
    {"the", "my", "his", "her", "their", "this", "that", "these", "those", "a", "an", "your", "to", "on", "onto", "for", "in", "into", "of"}
    | {"with", "by", "via", "at", "only", "just", "and", "i", "want", "i'd", "like", "would", "wish", "we", "please", "now", "me", "us"}
    | {"him", "them", "it", "that's", "thats", "it's", "its", "is", "right", "correct", "proper"}
)  # fmt: skip
# `The lamp only` says no more than `only the lamp`.
_ALONE = (["only"], ["alone"])
# `I want the lamp` is not `I want it returned`: a wish leads to what is done alone.
_WISHES = frozenset({"i", "want", "i'd", "like", "would", "wish", "we"})
# Of several things or changes these pick one.
_SINGLE = frozenset(
    {"that one", "this one", "that's the one", "that is the one", "that's the right one", "that is the right one", "only that", "just that", "only this", "just this", "that one too", "this one too"}
)  # fmt: skip
# Whoever asks for a confirmation gives none.
_TO_CONFIRM = re.compile(
    r"\b(?:please|pls|plz|kindly|(?:can|could|will|would) you)\s+(?:please\s+)?confirm\b", re.IGNORECASE
)
_MOST_LEADS = 6
_MAY_STAND_ALONE = frozenset({"the", "my", "this", "a", "an"})
# `Kind regards, G. Costa (Mrs)`: whoever ends like a letter signs it.
_SIGNED = re.compile(
    r"(?P<closing>\b(?:compliments|regards|wishes|faithfully|sincerely|truly|respectfully|obediently)[,.!]?[ ]{1,2})"
    r"(?P<name>(?:[A-Z\u00c0-\u00de][\w'\u2019.-]{0,20}[ ]?){1,3})(?:\((?:Mr|Mrs|Ms|Miss|Dr)\.?\))?\W{0,9}$"
)
_THANKED = (
    # With my thanks; thank you so much for all your help.
    r"(?:with |and )?(?:(?:my|many|much|all|warm|warmest|sincere|sincerest|kind|deepest|best) ){0,3}(?:thanks|gratitude)(?: (?:in advance|again|indeed|ever so much|a lot|a bunch|a million|so much|very much))?",
    r"thank (?:you|u|ya)(?: (?:so|very|ever so) much| kindly| again| indeed| a lot| in advance)*",
    r"(?:for|of) (?:(?:all|your|the|quick|kind|patient) )*(?:help|patience|support|assistance|kindness|trouble|time|service|reply|you)",
    r"(?:that(?:'s| is|s)|you(?:'re| are)|how) (?:(?:very|so|most|really|too) )?(?:kind|helpful|sweet|nice of you|kind of you|good of you|a star|a gem|a legend|a lifesaver|an angel|the best)",
    r"(?:i|we)(?:(?:'d| would|'ll)? (?:really |much |very much |truly |greatly )?(?:appreciate)(?: (?:it|that|this))?(?: (?:very much|a lot|so much))?)",
    r"(?:i(?:'m| am)|we are) (?:most |very |much |so |really |truly )?(?:obliged|grateful)|much (?:obliged|appreciated)|appreciated",
)
_COURTEOUS = re.compile(rf"(?<![\w'])(?:{'|'.join(_THANKED)})(?![\w'])", re.IGNORECASE)


class Consent(StrEnum):
    """What a message is: a yes, a no, `that's all`, `no, that's all`, or something else."""

    YES = "yes"
    NO = "no"
    ALL = "all"
    NO_MORE = "no_more"
    OTHER = "other"


_MEANS: Mapping[frozenset[Kind | None], Consent] = MappingProxyType(
    {
        frozenset({Kind.AFFIRM}): Consent.YES,
        frozenset({Kind.AFFIRM, Kind.ALL}): Consent.YES,
        frozenset({Kind.ALL}): Consent.ALL,
        frozenset({Kind.DENY}): Consent.NO,
        frozenset({Kind.DENY, Kind.ALL}): Consent.NO_MORE,
    }
)


def read_consent(text: str, shown: Restated = NOTHING) -> Consent:
    """Return what a message is to what was shown.

    Never YES where the text has one word that is neither assent, courtesy, repeated as it was shown nor the name under a
    letter's closing, a question mark, or a no; nor where it names some of what was shown and leaves out the rest. Behind a
    word that is a yes by itself a comment may end the text.
    """
    if len(text) > _MOST_LETTERS or _ASKING.search(text) or has_strange(text) or _TO_CONFIRM.search(text):
        return Consent.OTHER
    plain = _read(text, shown)
    bare = without_comment(text) if plain is Consent.OTHER else None
    if bare is None or not _begins_clearly(bare):
        return plain
    return Consent.YES if _read(bare, shown) is Consent.YES else Consent.OTHER


def _begins_clearly(text: str) -> bool:
    """Tell whether the first words of a text are a yes whatever stands beside them."""
    words = tokens(text)
    return any(" ".join(words[:length]) in clear() for length in range(1, len(words) + 1))


def _read(text: str, shown: Restated) -> Consent:
    words = tokens(_COURTEOUS.sub(" please ", _unsigned(text).replace("\u2019", "'")))
    pieces = list(_pieces(words, shown))
    said = [one for _, one in pieces]
    if "them all" in shown.phrases and not _SINGLE.isdisjoint(said):
        return Consent.OTHER
    repeated = frozenset(one for kind, one in pieces if kind is Kind.COURTESY and one)
    kinds = frozenset(_lifted(kind, shown) for kind, _ in pieces) - {Kind.COURTESY}
    if not _is_all_or_none(repeated, shown) or (_is_unclear(words, shown) and clear().isdisjoint(said)):
        return Consent.OTHER
    return _MEANS.get(kinds, Consent.OTHER)


def _lifted(kind: Kind | None, shown: Restated) -> Kind | None:
    """Return what a phrase is here: `everything` is a word for all of it only where there is more than one thing to it."""
    return (Kind.ALL if shown.is_whole else None) if kind is Kind.WHOLE else kind


def _is_all_or_none(repeated: frozenset[str], shown: Restated) -> bool:
    """Tell whether of each group all that it holds was named, or nothing."""
    for group in shown.groups:
        named = [not repeated.isdisjoint(called) for called in group]
        if any(named) and not all(named):
            return False
    return True


def _is_unclear(words: list[str], shown: Restated) -> bool:
    return not shown.unclear.isdisjoint(words)


def _unsigned(text: str) -> str:
    """Return a text without the name that it is signed with; words that are a yes or a no are no name."""
    signed = _SIGNED.search(text)
    if signed is None or not set(tokens(signed["name"])).isdisjoint(phrases()[0]):
        return text
    return text[: signed.end("closing")]


def _pieces(words: list[str], shown: Restated) -> Iterator[tuple[Kind | None, str]]:
    """Yield what each phrase is and the phrase, the longest first; None for what has no place in a yes or a no."""
    known, longest = phrases()
    sayable = _sayable(shown)
    place = 0
    while place < len(words):
        repeated, taken = _repeated(words, place, sayable, shown.verbs)
        for length in range(min(longest, len(words) - place), taken, -1):
            phrase = words[place : place + length]
            found = known.get(" ".join(phrase))
            # `Cancel that` may be a yes to a cancellation: it is neither.
            if found is not None and not (found is Kind.DENY and not shown.verbs.isdisjoint(phrase)):
                yield found, " ".join(phrase)
                place += length
                break
        else:
            yield (Kind.COURTESY, repeated) if taken else (None, words[place])
            place += taken or 1


def _sayable(shown: Restated) -> frozenset[str]:
    """Return everything that may be repeated; what is a no by itself stays one."""
    called = shown.phrases.union(*(one for group in shown.groups for one in group))
    return frozenset(one for one in called if phrases()[0].get(one) not in (Kind.DENY, Kind.NEVER))


def _repeated(
    words: list[str], place: int, sayable: frozenset[str], verbs: frozenset[str]
) -> tuple[str, int]:
    """Return what is repeated of what was shown from this place on, behind the words that lead to it, and how many words."""
    if not sayable:
        return "", 0
    start = place
    while True:
        phrase = _longest(words, start, sayable)
        if phrase and not _WISHES.isdisjoint(words[place:start]) and phrase.split()[0] not in verbs:
            return "", 0
        if phrase:
            end = start + len(phrase.split())
            return phrase, end - place + (words[end : end + 1] in _ALONE)
        if start - place >= _MOST_LEADS or start >= len(words) or words[start] not in _LEADS:
            return "", 1 if words[place] in _MAY_STAND_ALONE else 0
        start += 1


def _longest(words: list[str], start: int, sayable: frozenset[str]) -> str:
    """Return the longest phrase of what was shown that stands at a place."""
    most = max(len(one.split()) for one in sayable)
    tried = (
        " ".join(words[start : start + length]) for length in range(min(most, len(words) - start), 0, -1)
    )
    return next((one for one in tried if one in sayable), "")
