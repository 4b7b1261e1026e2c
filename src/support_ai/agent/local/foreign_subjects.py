"""What a question in another language is plainly about, by a few of its words: where an order is, how long one may return. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "words" / "foreign.txt"
_FEW = 24
# Whoever wants something done with an order does not ask where it is, in any of these languages.
_CHANGES = re.compile(
    r"\b(?:cancel\w*|annul\w*|anul\w*|storn\w*|widerruf\w*|cambi\w+|chang\w+|ändern|umtausch\w*|tausch\w*|troc\w+|wijzig\w*|annuler\w*|avbestill\w*|avboka|iptal|отмен\w*|скасув\w*|zmieni\w*|reembols\w*|rembours\w*|rimbors\w*|erstatt\w*|direcci\w+|adress\w*|endereço|indirizzo|zahl\w*|pag\w+|pay\w*|factura|rechnung|facture|fattura)\b",
    re.IGNORECASE,
)


class Subject(StrEnum):
    """What is asked, where it can be told."""

    WHERE_IT_IS = "where_it_is"
    HOW_LONG_TO_RETURN = "how_long_to_return"


@dataclass(frozen=True, slots=True)
class _Words:
    order: re.Pattern[str]
    where: re.Pattern[str]
    back: re.Pattern[str]
    span: re.Pattern[str]


def subject_of(text: str, language: str) -> Subject | None:
    """Return what a short question in a language is plainly about; None where that cannot be told."""
    words = _known().get(language)
    if words is None or len(text.split()) > _FEW:
        return None
    if words.back.search(text):
        return Subject.HOW_LONG_TO_RETURN if words.span.search(text) else None
    if _CHANGES.search(text):
        return None
    return Subject.WHERE_IT_IS if words.order.search(text) and words.where.search(text) else None


@cache
def _known() -> dict[str, _Words]:
    found: dict[str, _Words] = {}
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, rest = line.partition("|")
            order, where, back, span = (
                re.compile(rf"\b(?:{one})\b", re.IGNORECASE) for one in rest.split("||")
            )
            found[code] = _Words(order, where, back, span)
    return found
