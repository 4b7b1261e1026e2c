"""The phrases of a message: what each is by itself, and what repeats the proposal behind the words that lead to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from support_ai.agent.consent_words import Kind, acts, phrases
from support_ai.agent.restating import Restated

# Words that lead to what is repeated, and mean nothing without it: `only the lamp`, `back to my card`.
_LEADS = frozenset(
    {"the", "my", "his", "her", "their", "this", "that", "these", "those", "a", "an", "your", "to", "on", "onto", "for", "in", "into", "of"}
    | {"with", "by", "via", "at", "only", "just", "and", "i", "want", "i'd", "like", "would", "wish", "we", "please", "now", "me", "us"}
    | {"him", "them", "it", "that's", "thats", "it's", "its", "is", "right", "correct", "proper", "as", "let's", "lets", "get", "have", "take", "give"}
    | {"she", "he", "they", "wants", "will", "i'll", "we'll", "she'll", "he'll", "they'll"}
)  # fmt: skip
# `The lamp only` says no more than `only the lamp`.
_ALONE = (["only"], ["alone"])
_AGREEING = (["right"], ["correct"])
_SOMEBODY = frozenset({"i", "we", "she", "he", "they"})
# `I want the lamp` is not `I want it returned`: a wish leads to what is done alone. `I returned it` tells what was done.
_WANTS = frozenset({"want", "wants", "i'd", "like", "would", "wish"})
_TAKES = frozenset({"take", "give"})
_HAVE = _TAKES | {"get", "have", "let's", "lets"}
_WILL = frozenset({"will", "i'll", "we'll", "she'll", "he'll", "they'll"})
# What the customer does, and may have done already.
_DONE_BY_THEM, _MAY_BE_DONE = frozenset({"send", "return"}), frozenset({"returned"})
_WISHES = _SOMEBODY | _WANTS | _HAVE | _WILL
_MOST_LEADS = 6
_MAY_STAND_ALONE = frozenset({"the", "my", "this", "a", "an"})
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of a text with what it is; `leads` are all words of something repeated, with those around it."""

    kind: Kind | None
    phrase: str
    is_repeated: bool = False
    leads: tuple[str, ...] = ()


def pieces(words: list[str], shown: Restated) -> Iterator[Piece]:
    """Yield what each phrase is and the phrase, the longest first; None for what has no place in a yes or a no."""
    known, longest = phrases()
    sayable = _sayable(shown)
    place = 0
    while place < len(words):
        repeated, taken = _repeated(words, place, sayable, shown)
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


@lru_cache(maxsize=32)
def _sayable(shown: Restated) -> frozenset[str]:
    """Return everything that may be repeated; what is a yes or a no by itself stays one."""
    called = shown.phrases.union(*(one for group in shown.groups for one in group))
    return frozenset(one for one in called if _may_be_said(one, shown))


def _may_be_said(phrase: str, shown: Restated) -> bool:
    kind = phrases()[0].get(phrase)
    return kind not in (Kind.DENY, Kind.NEVER, Kind.AFFIRM) or _is_act(phrase, shown)


def _repeated(words: list[str], place: int, sayable: frozenset[str], shown: Restated) -> tuple[str, int]:
    """Return what is repeated of what was shown from this place on, behind the words that lead to it, and how many words."""
    if not sayable:
        return "", 0
    start = place
    while True:
        phrase = _longest(words, start, sayable)
        if phrase and not _may_lead(words[place:start], phrase, shown):
            return "", 0
        if phrase:
            end = start + len(phrase.split())
            return phrase, end - place + (words[end : end + 1] in _ALONE)
        # `Correct, that's my address` and `that's correct, cancel it` agree; `the correct address` only leads to it.
        behind = _longest(words, start + 1, sayable) if words[start : start + 1] in _AGREEING else "-"
        agrees = not behind or behind.split(maxsplit=1)[0] in shown.verbs
        if start - place >= _MOST_LEADS or start >= len(words) or words[start] not in _LEADS or agrees:
            return "", 1 if words[place] in _MAY_STAND_ALONE else 0
        start += 1


def _may_lead(leads: list[str], phrase: str, shown: Restated) -> bool:
    """Tell whether some words may lead to a phrase: a wish only to what is done, and nobody to what they did already."""
    first = phrase.split(maxsplit=1)[0]
    # `I want it back`: the thing may be meant.
    is_taken = not _TAKES.isdisjoint(leads)
    is_done = first in shown.verbs and first != "back" and not is_taken
    if not _WILL.isdisjoint(leads) and first not in _DONE_BY_THEM and not is_taken:
        return False
    is_meant = is_done or (phrase in shown.wanted and (is_taken or _WILL.isdisjoint(leads)))
    if not _WISHES.isdisjoint(leads) and not is_meant:
        return False
    if not (first.endswith("ed") and first in shown.verbs):
        return True
    if first in _MAY_BE_DONE and _WANTS.isdisjoint(leads) and _HAVE.isdisjoint(leads):
        return False
    return not _WANTS.isdisjoint(leads) or ("have" not in leads and _SOMEBODY.isdisjoint(leads))


@lru_cache(maxsize=32)
def _most_words(sayable: frozenset[str]) -> int:
    return max(len(one.split()) for one in sayable)


def _longest(words: list[str], start: int, sayable: frozenset[str]) -> str:
    """Return the longest phrase of what was shown that stands at a place."""
    longest = min(_most_words(sayable), len(words) - start)
    tried = (" ".join(words[start : start + length]) for length in range(longest, 0, -1))
    return next((one for one in tried if one in sayable), "")
