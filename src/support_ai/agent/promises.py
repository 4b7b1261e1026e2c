"""Which deeds a sentence says were done or will be, in nine ways of writing; and whether its language is one of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from support_ai.agent.acts import Act
from support_ai.agent.english_promises import ENGLISH, QUESTIONS
from support_ai.agent.promise_words import LANGUAGES, Wording
from support_ai.agent.units import CURRENCY_WORDS
from support_ai.core.letters import WORD

_OURS = re.compile(
    r"(?:i|we|our|my|he|hemos|acabo|acabamos|habe|haben|j'ai|ai|avons|tenho|temos|ho|abbiamo|heb|hebben|قمت|قمنا)(?!\w)"
)
_GAP = rf"(?:{WORD}{{1,30}}\s){{0,4}}?"
_CLAUSE = re.compile(r"[,;:()\u2013\u2014]|\s-\s|\.\s|[!?]|\n")
# What stands between two commas may stand between a verb and its other half.
_BESIDE = re.compile(r",\s[^,.!?\n]{1,40},\s")
_SENTENCE = re.compile(r"[.!?]+(?=\s|$|[\"')])|\n+")
_TOKEN = re.compile(rf"{WORD}{{1,40}}")
# Texts are in small letters: a capital W in a pattern is never itself.
_LETTER = re.compile(r"(?<!\\)W")


@dataclass(frozen=True, slots=True)
class Promise:
    """Deeds that are said to be done (`is_done`) or to come; `is_ours` where somebody of the shop is said to do them."""

    acts: frozenset[Act]
    is_done: bool
    is_ours: bool


@dataclass(frozen=True, slots=True)
class _Compiled:
    done: tuple[re.Pattern[str], ...]
    coming: tuple[re.Pattern[str], ...]
    spared: re.Pattern[str]
    conditional: re.Pattern[str]
    stems: tuple[tuple[Act, re.Pattern[str]], ...]
    is_english: bool


def _filled(pattern: str, stems: str) -> re.Pattern[str]:
    act = rf"(?:{stems}){WORD}{{0,20}}"
    with_parts = pattern.replace("GAP", _GAP).replace("ACT", act).replace("STEM", stems)
    return re.compile(_LETTER.sub(lambda _: WORD, with_parts))


def _compiled(wording: Wording) -> _Compiled:
    stems = "|".join(wording.stems.values())
    return _Compiled(
        tuple(_filled(one, stems) for one in wording.done),
        tuple(_filled(one, stems) for one in wording.coming),
        _filled(wording.spared, stems),
        _filled(wording.conditional, stems),
        tuple((act, _filled(stem, stems)) for act, stem in wording.stems.items()),
        wording is ENGLISH,
    )


_ALL = tuple(_compiled(one) for one in (ENGLISH, *LANGUAGES))
_QUESTION = _filled(QUESTIONS, "")
_VOCABULARIES = tuple(frozenset(one.words.split()) for one in (ENGLISH, *LANGUAGES))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, their marks at the end with them."""
    found, begin = list[str](), 0
    for match in _SENTENCE.finditer(text):
        found.append(text[begin : match.end()].strip())
        begin = match.end()
    return [one for one in (*found, text[begin:].strip()) if one]


def promises(sentence: str) -> Iterator[Promise]:
    """Yield what one folded sentence in small letters promises; questions, denials, possibilities and offers are none."""
    beside = _BESIDE.sub(" ", sentence)
    for text in (sentence,) if beside == sentence else (sentence, beside):
        yield from _promises(text)


def _promises(sentence: str) -> Iterator[Promise]:
    for language in _ALL:
        for is_done, patterns in ((True, language.done), (False, language.coming)):
            if not is_done and language.conditional.search(sentence):
                continue
            for pattern in patterns:
                yield from _said(sentence, pattern, language, is_done=is_done)


def _said(
    sentence: str, pattern: re.Pattern[str], language: _Compiled, *, is_done: bool
) -> Iterator[Promise]:
    for match in pattern.finditer(sentence):
        begin = _clause_begin(sentence, match.start())
        if language.spared.search(sentence, begin, match.end()) is None and not _asked(
            sentence, match.start(), language
        ):
            said = sentence[match.start() : match.end() + 40]
            acts = [act for act, stem in language.stems if stem.search(match[0])]
            acts = acts or [act for act, stem in language.stems if stem.search(said)]
            yield Promise(frozenset(acts), is_done, _OURS.match(match[0]) is not None)


def _clause_begin(sentence: str, place: int) -> int:
    begin = 0
    for mark in _CLAUSE.finditer(sentence, max(0, place - 300), place):
        begin = mark.end()
    return begin


def _asked(sentence: str, place: int, language: _Compiled) -> bool:
    """Tell whether the clause at a place is a question: in English by its first word too."""
    if not sentence.rstrip("\"' )").endswith("?"):
        return False
    begin = _clause_begin(sentence, place)
    rest = _CLAUSE.search(sentence, place)
    is_last = rest is None or sentence[rest.start() :].strip("\"' )?") == ""
    return is_last and (not language.is_english or _QUESTION.search(sentence[begin:]) is not None)


def is_understood(sentence: str, known_words: frozenset[str]) -> bool:
    """Tell whether a folded sentence in small letters is in one of the languages here, or has no words but known ones."""
    words = [word for word in _TOKEN.findall(sentence) if word not in CURRENCY_WORDS]
    strange = sum(word not in known_words for word in words)
    if not strange:
        return True
    # Two words of one language, and a fifth of what is not the shop's own names of things.
    needed = max(min(2, strange), strange / 5)
    return any(sum(word in own for word in words) >= needed for own in _VOCABULARIES)
