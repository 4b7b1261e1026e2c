"""Postal codes that stand without a street: called so, behind a state, or written as only the British do."""

import re
from collections.abc import Iterator

from support_ai.agent.local.entity import Entity, EntityType
from support_ai.agent.local.postal_tables import POSTAL_CODES, STATES

# Codes of states that are words too count only in capitals: `OR 97301`, never `or 97301`.
_WORDS_TOO = frozenset(
    {
        "IN",
        "OR",
        "ME",
        "HI",
        "OK",
        "OH",
        "DE",
        "LA",
        "AL",
        "ID",
        "PA",
        "MA",
        "CO",
        "MO",
        "MS",
        "MT",
        "ND",
        "AR",
        "DC",
    }
)
_US = STATES["US"]
_NAMES = "|".join(re.escape(name) for name in _US if len(name) > len("OR"))
_CODES = "|".join(sorted({*_US.values()} - _WORDS_TOO))
_BEHIND_STATE = re.compile(
    rf"\b(?:(?i:{_NAMES}|{_CODES})|{'|'.join(sorted(_WORDS_TOO))})[,.]?\s+(?P<code>\d{{5}}(?:-\d{{4}})?)(?![\w-])"
)
_POSTAL_ENTITY = re.compile(
    rf"\b(?:zip|zip ?code|post ?code|postal code|pin ?code|plz)(?: code)?(?: is| was|:|-)?\s*(?P<code>[a-z]{{1,2}}\d[a-z\d]? ?\d[a-z]{{2}}|[a-z]\d[a-z] ?\d[a-z]\d|\d{{4}} ?[a-z]{{2}}\b(?<! is)(?<! an)(?<! to)|\d{{2,6}}(?:-\d{{3,4}})?)"
    rf"|(?P<uk>{POSTAL_CODES[0][1].pattern})(?![\w-])",
    re.IGNORECASE,
)

# `The zip on my order is wrong, it is 98109`.
_CALLED_BEFORE = re.compile(
    r"\b(?:zip(?: ?code)?|post ?code|postal code|pin ?code|plz)\b[^!?\d]{3,60}\b(?:is|it'?s|its|be|to|into)\s+(?P<code>\d{4,6}(?:-\d{4})?)(?![\w-])",
    re.IGNORECASE,
)


def postal_codes(text: str) -> Iterator[Entity]:
    """Yield postal codes that stand alone."""
    for match in _POSTAL_ENTITY.finditer(text):
        group = "code" if match["code"] else "uk"
        yield Entity(EntityType.POSTAL_CODE, match[group].upper(), *match.span(group))
    for pattern in (_BEHIND_STATE, _CALLED_BEFORE):
        for match in pattern.finditer(text):
            yield Entity(EntityType.POSTAL_CODE, match["code"], *match.span("code"))
