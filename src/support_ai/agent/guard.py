"""What may leave: every sentence is held against what the turn has learnt, whichever brain wrote it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from support_ai.agent.grounds import Grounds

WITHHELD = "I'd rather not say that without checking. Would you like me to ask a person to help you?"
_LINK = re.compile(r"(?:\bhttps?:)?//[^\s)>\]]+|\bwww\.[^\s)>\]]+", re.IGNORECASE)
_DANGEROUS = re.compile(r"\b(?:javascript|data|vbscript):", re.IGNORECASE)
_SECRET = re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}|\b(?:sk|pk)[-_][A-Za-z0-9]{16,}|-----BEGIN [A-Z ]*KEY")
_CHANGES = r"(?:refund|cancel|credit|reimburs|chang|return|exchang|delet|replac|issu)\w*"
# Somebody did or does something, or something is said to be done.
_PROMISE = re.compile(
    rf"\b(?:I|we)(?:'ve|'ll|'m|'re| have| will| am| are| just)*(?: (?:now|just|already|going to))* {_CHANGES}\b"
    r"|\b(?:refund|cancellation|credit|return|exchange|replacement|money)\b[^.!?]{0,40}?"
    r"\b(?:is|are|has|have|was|were|will)(?: \w+)? (?:being |been |be )?"
    r"(?:issued|processed|approved|made|sent|started|initiated|completed|booked|confirmed|granted)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may leave, and by which rule not."""

    may_leave: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges sentences by what is known: texts that tools returned, and what the person wrote."""

    allowed_hosts: frozenset[str]

    def judge(self, sentence: str, known: Grounds, *, committed: bool = False) -> Verdict:
        """Return whether a sentence may leave; promises may once their action is `committed`.

        What the shop's own articles say word for word is no promise of the assistant's.
        """
        if self._leads_away(sentence) or _DANGEROUS.search(sentence):
            return Verdict(may_leave=False, rule="link")
        if _SECRET.search(sentence):
            return Verdict(may_leave=False, rule="secret")
        if not committed and _PROMISE.search(sentence) and not known.quotes(sentence):
            return Verdict(may_leave=False, rule="promise")
        if known.unknown_amounts(sentence):
            return Verdict(may_leave=False, rule="figure")
        if known.unknown_names(sentence):
            return Verdict(may_leave=False, rule="number")
        return Verdict(may_leave=True)

    def _leads_away(self, sentence: str) -> bool:
        return any(
            urlsplit(link if "//" in link else f"//{link}").hostname not in self.allowed_hosts
            for link in _LINK.findall(sentence)
        )
