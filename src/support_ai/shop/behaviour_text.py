"""Text that managers write for the assistant: bounded, without anything that nobody sees, each bound with its sentence."""

import re
from typing import Annotated, LiteralString

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

# Control characters but the end of a line; and what is invisible, or turns the direction of reading.
_UNSEEN = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    # Not escaped, for patterns have no common way to write them.
    "\U000e0000-\U000e007f"
)
_OF_LINE, _OF_LINES = rf"[^{_UNSEEN}\n]", rf"[^{_UNSEEN}]"
_OF_GREETING = rf"(?:[^{_UNSEEN}{{}}]|\{{name\}}|\{{shop\}})"
_LINE = rf"^{_OF_LINE}*[^{_UNSEEN}\s]{_OF_LINE}*$"
_LINES = rf"^{_OF_LINES}*[^{_UNSEEN}\s]{_OF_LINES}*$"
_GREETING = rf"^{_OF_GREETING}*(?:[^{_UNSEEN}{{}}\s]|\{{name\}}|\{{shop\}}){_OF_GREETING}*$"


def _made_of(piece: str, sentence: LiteralString) -> AfterValidator:
    """Return what refuses, with a sentence, text that is empty to the eye or holds anything but the pieces."""
    # In one pass, where the patterns of the schema, which say the same, would go back and forth.
    whole = re.compile(f"{piece}*+")

    def check(text: str) -> str:
        if whole.fullmatch(text) is None or not text.strip():
            kind = "text"
            raise PydanticCustomError(kind, sentence)
        return text

    return AfterValidator(check)


_ONE_LINE = _made_of(_OF_LINE, "must be one line of text that people can see, without control characters")
_MANY_LINES = _made_of(_OF_LINES, "must be text that people can see, without control characters")

# The assistant's own name.
AssistantName = Annotated[
    str, Field(min_length=1, max_length=60, json_schema_extra={"pattern": _LINE}), _ONE_LINE
]
# What managers call an entry of a list.
EntryName = Annotated[
    str, Field(min_length=1, max_length=100, json_schema_extra={"pattern": _LINE}), _ONE_LINE
]
# Words as people write them, which are looked for in what they say.
Phrase = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra={"pattern": _LINE}), _ONE_LINE]
# What the assistant says, as it stands.
Said = Annotated[
    str, Field(min_length=1, max_length=2000, json_schema_extra={"pattern": _LINES}), _MANY_LINES
]
Greeting = Annotated[
    str,
    Field(min_length=1, max_length=500, json_schema_extra={"pattern": _GREETING}),
    _made_of(
        _OF_GREETING,
        "must be text without control characters, in which only {name} and {shop} may stand in braces",
    ),
]
