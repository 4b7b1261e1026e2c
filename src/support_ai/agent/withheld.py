"""What is said in place of a sentence that may not leave: something true, chosen by the rule and in the person's language."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from support_ai.conversations.masking import Secret

_WORDS = Path(__file__).with_name("withheld.toml")
_ENGLISH = "en"
WITHHELD = "I'd rather not say that without checking. Would you like me to ask a person to help you?"
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "figure": "I'd rather check that figure than guess it. A person can look it up for you if you like.",
        "date": "I'd rather check that date than guess it. A person can look it up for you if you like.",
        "number": "I can't find that number in what I have looked up here. Could you check it, please?",
        "promise": "I can't say that this is done: nothing was changed by what I just wanted to tell you.",
        "link": "I can only link to our own pages.",
        "secret": "I can't share that.",
        "internal": "I can't put that into words that would help you. Would you like to talk to a person?",
        "contact": "I can only give contact details that belong here.",
        "person": "I can only speak about your own details.",
    }
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {"figure": "figure", "date": "figure", "number": "figure", "promise": "promise"}
)


def instead(rule: str, said: Collection[str], language: str = _ENGLISH) -> str:
    """Return what to say by a rule in a turn that has `said` things already; nothing where all that is true was said.

    `language` is what the person writes (ISO 639-1); in languages that nobody here speaks it is English.
    """
    if language != _ENGLISH and language in _words():
        sentence = _words()[language][_KINDS.get(rule, "other")]
        return "" if sentence in said else sentence
    for sentence in (SENTENCES.get(rule, WITHHELD), WITHHELD):
        if sentence not in said and not (
            sentence == WITHHELD and any(one in said for one in SENTENCES.values())
        ):
            return sentence
    return ""


def owned_up(secrets: Iterable[Secret], language: str = _ENGLISH) -> tuple[str, ...]:
    """Return what is said of secrets that were taken out of a message; of a card's number and code in one sentence."""
    found = set(secrets)
    if Secret.CARD in found:
        found.discard(Secret.CARD_CODE)
    words = _words().get(language, _words()[_ENGLISH])
    return tuple(words[one.value] for one in Secret if one in found)


def unread(language: str = _ENGLISH) -> str:
    """Return what is said of files, which the assistant does not read."""
    return _words().get(language, _words()[_ENGLISH])["files"]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    read: Mapping[str, Mapping[str, str]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return read
