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
from support_ai.agent.consent_twists import Piece, is_asked, is_twisted
from support_ai.agent.consent_words import Kind, acts, clear, has_strange, phrases, tokens
from support_ai.agent.restating import NOTHING, Restated

_MOST_LETTERS = 300
_ASKING = re.compile(r"[?\u00bf\u061f\uff1f]")
# Words that lead to what is repeated, and mean nothing without it: `only the lamp`, `back to my card`.
_LEADS = frozenset(
    {"the", "my", "his", "her", "their", "this", "that", "these", "those", "a", "an", "your", "to", "on", "onto", "for", "in", "into", "of"}
    | {"with", "by", "via", "at", "only", "just", "and", "i", "want", "i'd", "like", "would", "wish", "we", "please", "now", "me", "us"}
    | {"him", "them", "it", "that's", "thats", "it's", "its", "is", "right", "correct", "proper", "as", "let's", "lets", "get", "have"}
    | {"she", "he", "they", "wants", "will", "i'll", "we'll", "she'll", "he'll", "they'll"}
)  # fmt: skip
# `The lamp only` says no more than `only the lamp`.
_ALONE = (["only"], ["alone"])
_AGREEING = (["right"], ["correct"])
_SOMEBODY = frozenset({"i", "we", "she", "he", "they"})
# `I want the lamp` is not `I want it returned`: a wish leads to what is done alone. `I returned it` tells what was done.
_WANTS = frozenset({"want", "wants", "i'd", "like", "would", "wish"})
_HAVE = frozenset({"get", "have", "let's", "lets"})
_WILL = frozenset({"will", "i'll", "we'll", "she'll", "he'll", "they'll"})
_WISHES = _SOMEBODY | _WANTS | _HAVE | _WILL
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
# `Kind regards, G. Costa (Mrs)`: whoever ends like a letter signs it, with a name that is theirs.
_SIGNED = re.compile(
    r"(?P<closing>\b(?:compliments|regards|wishes|thanks|cheers|thank you|faithfully|sincerely|truly|respectfully|obediently)[,.!]?\s{1,4})"
    r"(?P<name>(?:[^\W\d_][\w'\u2019.-]{0,30}[ ]?){1,4})(?:\((?:Mr|Mrs|Ms|Miss|Dr)\.?\))?\W{0,9}$",
    re.IGNORECASE,
)
_MOST_NAMES = 3
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
    if len(text) > _MOST_LETTERS or has_strange(text) or _asks(text):
        return Consent.OTHER
    plain = _read(text, shown)
    bare = without_comment(text) if plain is Consent.OTHER else None
    if bare is None or not _begins_clearly(bare):
        return plain
    return Consent.YES if _read(bare, shown) is Consent.YES else Consent.OTHER


def _asks(text: str) -> bool:
    return any(one.search(text) for one in (_ASKING, _TO_CONFIRM)) or is_asked(text)


def _begins_clearly(text: str) -> bool:
    """Tell whether the first words of a text are a yes whatever stands beside them."""
    words = tokens(text)
    return any(" ".join(words[:length]) in clear() for length in range(1, len(words) + 1))


def _read(text: str, shown: Restated) -> Consent:
    plain = _unsigned(text.replace("\u2019", "'"), shown)
    words = tokens(_COURTEOUS.sub(" please ", plain))
    pieces = list(_pieces(words, shown))
    said = [one.phrase for one in pieces]
    if not shown.partial.isdisjoint(said) or ("them all" in shown.phrases and not _SINGLE.isdisjoint(said)):
        return Consent.OTHER
    repeated = frozenset(one.phrase for one in pieces if one.kind is Kind.COURTESY)
    kinds = frozenset(_lifted(one.kind, shown) for one in pieces) - {Kind.COURTESY}
    if not _is_all_or_none(repeated, shown) or (_is_unclear(words, shown) and clear().isdisjoint(said)):
        return Consent.OTHER
    meant = _MEANS.get(kinds, Consent.OTHER)
    if meant is Consent.YES and shown.is_binding and is_twisted(pieces, tokens(plain), shown):
        return Consent.OTHER
    return meant


def _lifted(kind: Kind | None, shown: Restated) -> Kind | None:
    """Return what a phrase is here: `everything` is a word for all of it only where there is more than one thing to it."""
    if kind in (Kind.SOFT, Kind.MILD):
        return Kind.AFFIRM
    return (Kind.ALL if shown.is_whole else None) if kind is Kind.WHOLE else kind


def _is_all_or_none(repeated: frozenset[str], shown: Restated) -> bool:
    """Tell whether of each group all that it holds was named, or nothing."""
    for group in shown.groups:
        # What two are called in common names both, and neither of them alone.
        own = [called.difference(*(one for one in group if one is not called)) for called in group]
        for names in (group, own):
            named = [not repeated.isdisjoint(called) for called in names]
            if any(named) and not all(named):
                return False
    return True


def _is_unclear(words: list[str], shown: Restated) -> bool:
    return not shown.unclear.isdisjoint(words)


def _unsigned(text: str, shown: Restated) -> str:
    """Return a text without the name that it is signed with: that of somebody whom it concerns, with initials or whole."""
    signed = _SIGNED.search(text)
    if signed is None:
        return text
    names = tokens(signed["name"])
    is_theirs = not shown.people.isdisjoint(names) and all(
        one in shown.people or len(one) == 1 for one in names
    )
    return text[: signed.end("closing")] if is_theirs else text


def _pieces(words: list[str], shown: Restated) -> Iterator[Piece]:
    """Yield what each phrase is and the phrase, the longest first; None for what has no place in a yes or a no."""
    known, longest = phrases()
    sayable = _sayable(shown)
    place = 0
    while place < len(words):
        repeated, taken = _repeated(words, place, sayable, shown.verbs)
        if named := _for_somebody(words, place, shown):
            yield Piece(Kind.COURTESY, "for the customer")
            place += named
            continue
        for length in range(min(longest, len(words) - place), taken, -1):
            phrase = words[place : place + length]
            found = known.get(" ".join(phrase))
            if found is not None and not _is_act(" ".join(phrase), shown):
                yield Piece(found, " ".join(phrase))
                place += length
                break
        else:
            if taken and not repeated:
                yield Piece(Kind.COURTESY, words[place])
            elif taken:
                yield Piece(
                    Kind.COURTESY, repeated, is_repeated=True, leads=tuple(words[place : place + taken])
                )
            else:
                yield Piece(None, words[place])
            place += taken or 1


def _is_act(phrase: str, shown: Restated) -> bool:
    """Tell whether a no names what is to be done: `cancel that` may be a yes to a cancellation, so it is neither."""
    return phrase in acts() and not shown.verbs.isdisjoint(phrase.split())


def _for_somebody(words: list[str], place: int, shown: Restated) -> int:
    """Return how many words `for Ana Costa` has here; none where it is somebody whom it does not concern."""
    if words[place] != "for" or shown.partial:
        return 0
    end = place + 1
    while end < len(words) and end - place <= _MOST_NAMES and words[end] in shown.people:
        end += 1
    return end - place if end > place + 1 else 0


def _sayable(shown: Restated) -> frozenset[str]:
    """Return everything that may be repeated; what is a yes or a no by itself stays one."""
    called = shown.phrases.union(*(one for group in shown.groups for one in group))
    return frozenset(one for one in called if _may_be_said(one, shown))


def _may_be_said(phrase: str, shown: Restated) -> bool:
    kind = phrases()[0].get(phrase)
    return kind not in (Kind.DENY, Kind.NEVER, Kind.AFFIRM) or _is_act(phrase, shown)


def _repeated(
    words: list[str], place: int, sayable: frozenset[str], verbs: frozenset[str]
) -> tuple[str, int]:
    """Return what is repeated of what was shown from this place on, behind the words that lead to it, and how many words."""
    if not sayable:
        return "", 0
    start = place
    while True:
        phrase = _longest(words, start, sayable)
        if phrase and not _may_lead(words[place:start], phrase, verbs):
            return "", 0
        if phrase:
            end = start + len(phrase.split())
            return phrase, end - place + (words[end : end + 1] in _ALONE)
        # `Correct, that's my address` agrees; `the correct address` only leads to it.
        agrees = (
            start == place
            and words[start : start + 1] in _AGREEING
            and _LEADS.issuperset(words[start + 1 : start + 2])
        )
        if start - place >= _MOST_LEADS or start >= len(words) or words[start] not in _LEADS or agrees:
            return "", 1 if words[place] in _MAY_STAND_ALONE else 0
        start += 1


def _may_lead(leads: list[str], phrase: str, verbs: frozenset[str]) -> bool:
    """Tell whether some words may lead to a phrase: a wish only to what is done, and nobody to what they did already."""
    first = phrase.split(maxsplit=1)[0]
    # `I want it back`: the thing may be meant.
    if not _WISHES.isdisjoint(leads) and (first not in verbs or first == "back"):
        return False
    if not leads or not (first.endswith("ed") and first in verbs):
        return True
    return not _WANTS.isdisjoint(leads) or ("have" not in leads and _SOMEBODY.isdisjoint(leads))


def _longest(words: list[str], start: int, sayable: frozenset[str]) -> str:
    """Return the longest phrase of what was shown that stands at a place."""
    most = max(len(one.split()) for one in sayable)
    tried = (
        " ".join(words[start : start + length]) for length in range(min(most, len(words) - start), 0, -1)
    )
    return next((one for one in tried if one in sayable), "")
