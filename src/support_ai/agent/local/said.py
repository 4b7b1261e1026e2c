"""A piece of what somebody said, read: its text and what it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from support_ai.agent.local.entities import find_entities
from support_ai.agent.local.entity import Entity, EntityType

_ALL_SAID = re.compile(
    r"^\W*(?:(?:yes|yep|yeah|ok|okay|right|correct|no)\W+)?(?:it'?s )?all(?: of (?:it|that))?\W*$|\b(?:(?:and )?(?:that|this|it)(?:'?s| is| was| will be|'?ll be|'?d be| would be)? (?:all|everything|the lot|the only (?:thing|one|change|item)|it(?=\W*$))(?! (?:i (?!(?:want|need|wish|wanted|needed|change|have)\b)|wrong|right|about|the|of|you|my))|nothing (?:else|more|further)|no (?:more|other|further|additional) (?:changes?|items?|things?|articles?|products?|pieces?|goods|stuff)|all done)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|wait|hm+|before that|first|btw|by the way|also)[,:]? )*(?:where|when|what|how|why|who|which|is|are|do|does|did|can|could|will|would|may|should|has|have)\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(
    r"(?<=\w) (?:for (?:both|all|the|my|one|two)|in (?:the )?(?:order|ord)|from|of order)\b", re.IGNORECASE
)
_TURNS = re.compile(r"(?:and )?(?:not|no|without|minus|\w+ (?:of|than|to))(?: longer)? \w+", re.IGNORECASE)
# `one` counts only where it is no word for a thing: `send one back`, never `the blue one`.
_ONE = re.compile(
    r"(?:^\W*|[.!?,;:] |\bjust (?:that|this|the) |\bonly (?:that|this|the) |\b(?:just|only|exactly|send|sends|sending|returns|returning|refund|return|cancel|keep|give|exchange|change|swap|make|need|want|back|and|for|with|for|of|no|yes|ok|okay|then|least)[,:]? )(one)(?! (?:day|week|month|year|more thing|question|thing|moment|sec|second|minute|size)\b)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its entities."""

    text: str
    entities: tuple[Entity, ...]

    def of(self, kind: EntityType) -> tuple[Entity, ...]:
        """Return the entities of a kind, from left to right."""
        return tuple(one for one in self.entities if one.type is kind)

    def values(self, kind: EntityType) -> tuple[str, ...]:
        """Return the values of a kind, from left to right."""
        return tuple(one.value for one in self.of(kind))

    def wanted(self, kind: EntityType) -> tuple[Entity, ...]:
        """Return the entities of a kind that do not stand in `not …`, `instead of …` or `except …`."""
        return tuple(one for one in self.of(kind) if not self.is_unwanted(one.start, one.end))

    def is_unwanted(self, start: int, end: int) -> bool:
        """Tell whether a piece stands in `not …`, `instead of …` or `except …`."""
        return any(first <= start and end <= last for first, last in self._turned_round())

    def _turned_round(self) -> Iterator[tuple[int, int]]:
        for one in self.entities:
            if one.type is EntityType.SCOPE and one.value == "except":
                yield one.start, one.end
            elif one.type is EntityType.NEGATION and " " in one.value:
                # `grey instead of green for both backpacks`: the backpacks are wanted.
                # `not from the card`: what turns it round stands before the thing itself.
                begins = _TURNS.match(self.text, one.start, one.end)
                cut = _BEYOND.search(self.text, one.start if begins is None else begins.end(), one.end)
                yield one.start, one.end if cut is None else cut.start()

    @property
    def excepts(self) -> tuple[Entity, ...]:
        """Return the pieces that begin with `except`."""
        return tuple(one for one in self.of(EntityType.SCOPE) if one.value == "except")

    @property
    def quantities(self) -> tuple[Entity, ...]:
        """Return how many are spoken of, from left to right; a bare `one` too."""
        counted = self.of(EntityType.QUANTITY)
        taken = {place for one in counted for place in range(one.start, one.end)}
        counted = tuple(one for one in counted if not self._stays(one))
        ones = [
            Entity(EntityType.QUANTITY, "1", *match.span(1))
            for match in _ONE.finditer(self.text)
            if match.start(1) not in taken
        ]
        return tuple(sorted((*counted, *ones), key=lambda one: one.start))

    def _stays(self, one: Entity) -> bool:
        """Tell whether a quantity is of what stays as it is: `keep the rest`, `the rest stays`."""
        behind, before = self.text[one.end :].lower(), self.text[: one.start].lower()
        return one.value in ("rest", "all", "both") and bool(
            re.match(r"\s*(?:stays?|remains?|can stay|as (?:it|they) (?:is|are)|is fine|unchanged)\b", behind)
            or re.search(r"\b(?:keep|leave|keeping|leaving)\s+$", before)
        )

    @property
    def says_only(self) -> bool:
        """Tell whether something is restricted: `only`, `just`."""
        return "only" in self.values(EntityType.SCOPE)

    @property
    def is_question(self) -> bool:
        """Tell whether it asks something."""
        return "?" in self.text or _QUESTION.match(self.text) is not None

    @property
    def says_that_is_all(self) -> bool:
        """Tell whether the person says that there is nothing more."""
        return _ALL_SAID.search(self.text) is not None


def read(*texts: str) -> Said:
    """Return texts as one, read."""
    text = "\n".join(texts)
    return Said(text, find_entities(text))
