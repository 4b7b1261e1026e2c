"""What may leave: every sentence is held against what the turn has learnt, whichever brain wrote it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from support_ai.core.money import CURRENCIES

WITHHELD = "I'd rather not say that without checking. Would you like me to ask a person to help you?"
_MONEY = re.compile(rf"(?:[$€£¥₹]|\b(?:{'|'.join(sorted(CURRENCIES))}) |R\$)-?\d[\d,]*(?:\.\d+)?")
_NUMBER = re.compile(r"(?<![\w-])#?[A-Za-z]{1,5}-?\d{2,}[\w-]*")
_LINK = re.compile(r"\bhttps?://[^\s)>\]]+|\bwww\.[^\s)>\]]+", re.IGNORECASE)
_DANGEROUS = re.compile(r"\b(?:javascript|data|vbscript):", re.IGNORECASE)
_SECRET = re.compile(r"\beyJ[\w-]{10,}\.[\w-]{10,}|\b(?:sk|pk)[-_][A-Za-z0-9]{16,}|-----BEGIN [A-Z ]*KEY")
_PROMISE = re.compile(
    r"\bI(?:'ve| have|'ll| will| just)? (?:now )?(?:refund|cancel|credit|reimburs|chang|return|exchang|delet)\w*\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:cannot|can't|could not|not permitted|unable)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may leave, and by which rule not."""

    may_leave: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """Judges sentences by what is known: texts that tools returned, and what the person wrote."""

    allowed_hosts: frozenset[str]

    def judge(self, sentence: str, known: str, *, committed: bool = False) -> Verdict:
        """Return whether a sentence may leave; `known` is everything learnt, in upper case."""
        for link in _LINK.findall(sentence):
            host = urlsplit(link if "//" in link else f"https://{link}").hostname
            if host not in self.allowed_hosts:
                return Verdict(may_leave=False, rule="link")
        if _DANGEROUS.search(sentence):
            return Verdict(may_leave=False, rule="link")
        if _SECRET.search(sentence):
            return Verdict(may_leave=False, rule="secret")
        if not committed and _PROMISE.search(sentence) and not _DENIAL.search(sentence):
            return Verdict(may_leave=False, rule="promise")
        for pattern, rule in ((_MONEY, "figure"), (_NUMBER, "number")):
            for found in pattern.findall(sentence):
                if found.upper() not in known:
                    return Verdict(may_leave=False, rule=rule)
        return Verdict(may_leave=True)
