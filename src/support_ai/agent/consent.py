"""Whether a message is a yes or a no to what was shown. Code decides it, before any brain runs.

A message counts only where it consists of nothing but words of assent, of dissent, and courtesies. A yes may repeat what the
proposal itself says, in its own words: whatever differs from it, says more, asks, restricts or corrects is no consent, and
the brain reads it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from support_ai.agent.consent_comments import without_comment
from support_ai.agent.consent_pieces import pieces
from support_ai.agent.consent_twists import is_asked, is_twisted
from support_ai.agent.consent_words import Kind, clear, drops, has_strange, tokens
from support_ai.agent.restating import NOTHING, Restated

_MOST_LETTERS = 300
_ASKING = re.compile(r"[?\u00bf\u061f\uff1f]")
# Of several things or changes these pick one.
_SINGLE = frozenset(
    {"that one", "this one", "that's the one", "that is the one", "that's the right one", "that is the right one", "only that", "just that", "only this", "just this", "that one too", "this one too"}
)  # fmt: skip
# Whoever asks for a confirmation gives none.
_TO_CONFIRM = re.compile(
    r"\b(?:please|pls|plz|kindly|(?:can|could|will|would) you)\s+(?:please\s+)?confirm\b", re.IGNORECASE
)
# `Kind regards, G. Costa (Mrs)`: whoever ends like a letter signs it, with a name that is theirs.
_SIGNED = re.compile(
    r"(?P<closing>\b(?:compliments|regards|wishes|thanks|cheers|thank you|faithfully|sincerely|truly|respectfully|obediently)[,.!]?\s{1,4})"
    r"(?P<name>(?:[^\W\d_][\w'\u2019.-]{0,30}[ ]?){1,4})(?:\((?:Mr|Mrs|Ms|Miss|Dr)\.?\))?\W{0,9}$",
    re.IGNORECASE,
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
    if len(text) > _MOST_LETTERS or has_strange(text) or _asks(text):
        return Consent.OTHER
    plain = _read(text, shown)
    bare = without_comment(text) if plain is Consent.OTHER else None
    if bare is None or not _begins_clearly(bare):
        return plain
    return Consent.YES if _read(bare, shown) is Consent.YES else Consent.OTHER


def lets_go(text: str) -> bool:
    """Tell whether a no says that what is under way is not wanted any more: `no, forget it`, and not `no`."""
    return any(one.phrase in drops() for one in pieces(tokens(text), NOTHING))


def _asks(text: str) -> bool:
    return any(one.search(text) for one in (_ASKING, _TO_CONFIRM)) or is_asked(text)


def _begins_clearly(text: str) -> bool:
    """Tell whether the first words of a text are a yes whatever stands beside them."""
    words = tokens(text)
    return any(" ".join(words[:length]) in clear() for length in range(1, len(words) + 1))


def _read(text: str, shown: Restated) -> Consent:
    plain = _unsigned(text.replace("\u2019", "'"), shown)
    words = tokens(_COURTEOUS.sub(" please ", plain))
    found = list(pieces(words, shown))
    said = [one.phrase for one in found]
    if not shown.partial.isdisjoint(said) or ("them all" in shown.phrases and not _SINGLE.isdisjoint(said)):
        return Consent.OTHER
    repeated = frozenset(one.phrase for one in found if one.kind is Kind.COURTESY)
    kinds = frozenset(_lifted(one.kind, shown) for one in found) - {Kind.COURTESY}
    if not _is_all_or_none(repeated, shown) or (_is_unclear(words, shown) and clear().isdisjoint(said)):
        return Consent.OTHER
    meant = _MEANS.get(kinds, Consent.OTHER)
    if meant is Consent.YES and shown.is_binding and is_twisted(found, tokens(plain), shown):
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
