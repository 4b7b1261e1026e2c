"""What is said in place of a sentence that may not leave: something true, chosen by the rule, never the same twice in a turn."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

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


def instead(rule: str, said: Collection[str]) -> str:
    """Return what to say by a rule in a turn that has `said` things already; nothing where all that is true was said."""
    for sentence in (SENTENCES.get(rule, WITHHELD), WITHHELD):
        if sentence not in said and not (
            sentence == WITHHELD and any(one in said for one in SENTENCES.values())
        ):
            return sentence
    return ""
