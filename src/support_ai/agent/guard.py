"""What may leave: every sentence is held against what the conversation has learnt, whichever brain wrote it.

The guard reads words, and words can be bent; what may be seen and changed is decided elsewhere, by row security and
consent. It holds back what is not borne out: figures, days and names of things in any language and script, promises in ten
(English, Spanish, German, French, Portuguese, Italian, Dutch, Hindi in two scripts, Arabic). In other languages a sentence
with money in it must be the shop's own. Not seen: numbers in words beside anything but money and time, names of strangers
that nobody warned of, a promise that is spread over several sentences.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from support_ai.agent.found import Found, Kind
from support_ai.agent.grounds import Grounds
from support_ai.agent.inside import holds_canary, holds_secret, identifiers, is_internal
from support_ai.agent.links import leads_away
from support_ai.agent.reading import read
from support_ai.agent.tools.registry import NAMES
from support_ai.agent.withheld import WITHHELD
from support_ai.core.letters import folded, visible

__all__ = ["WITHHELD", "Guard", "Verdict"]

_TOOLS = frozenset(name for name in NAMES if "_" in name)
_RULES = {
    Kind.AMOUNT: "figure",
    Kind.COUNT: "figure",
    Kind.LOOSE: "figure",
    Kind.DAY: "date",
    Kind.TIME: "date",
    Kind.NAME: "number",
    Kind.CONTACT: "contact",
}
# No sentence is longer; what is, hides something.
_LONGEST = 10_000
_FIRST = ("contact", "number", "figure", "date")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may leave, by which rule not, and as which text: without what nobody sees."""

    may_leave: bool
    rule: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges sentences by what is known; `canaries` are markers of the instructions that must never be said."""

    allowed_hosts: frozenset[str]
    canaries: frozenset[str] = field(default_factory=frozenset[str])

    def judge(self, sentence: str, known: Grounds, *, committed: Collection[str] = ()) -> Verdict:
        """Return whether a sentence may leave; promises may once their kind of deed is `committed`, by action or kind.

        Whole sentences of the shop's own articles are no promises of the assistant's.
        """
        text = visible(sentence)
        rule = self._broken(text, known, committed)
        return Verdict(may_leave=not rule, rule=rule, text=text)

    def hidden(self, text: str) -> str:
        """Return by which rule a text may be shown to nobody, whatever is known; nothing where it may."""
        text = visible(text)
        if len(text) > _LONGEST:
            return "long"
        plain = folded(text)
        if leads_away(text, self.allowed_hosts) or leads_away(plain, self.allowed_hosts):
            return "link"
        if holds_secret(plain) or holds_canary(plain, self.canaries):
            return "secret"
        return "internal" if is_internal(plain) else ""

    def _broken(self, text: str, known: Grounds, committed: Collection[str]) -> str:
        rule = self.hidden(text)
        if rule:
            return rule
        if any(one in _TOOLS or not known.holds_word(one) for one in identifiers(folded(text))):
            return "internal"
        return self._unborne(text, known, committed)

    def _unborne(self, text: str, known: Grounds, committed: Collection[str]) -> str:
        if any(True for _ in known.broken_promises(text, committed)):
            return "promise"
        if known.names_another(text):
            return "person"
        rules = {_rule(found) for found in known.unknown(text)}
        rule = next((one for one in _FIRST if one in rules), "")
        if rule:
            return rule
        is_money = any(found.kind is Kind.AMOUNT for found in read(folded(text), None))
        return "promise" if is_money and known.is_foreign(text) and not known.quotes(text) else ""


def _rule(found: Found) -> str:
    return _RULES[found.kind]
