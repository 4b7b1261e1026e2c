"""`support-ai understand`: what the local brain makes of messages, and how it is trained."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TextIO, cast

from support_ai.agent.local.understanding import Understanding
from support_ai.core.embedder import Embedder
from support_ai.core.errors import InvalidError


class LineInvalidError(InvalidError):
    """A line is not a JSON object with a `text`."""

    code = "invalid_line"


def understand_lines(lines: TextIO) -> Iterator[str]:
    """Yield for each line `{"text": …}` one with intent, confidence and entities; LineInvalidError names the line."""
    understanding = Understanding.load(Embedder.load())
    for number, line in enumerate(lines, start=1):
        if line.strip():
            found = understanding.understand(_text_of(line, number))
            yield json.dumps(
                {
                    "intent": found.intent.value,
                    "confidence": round(found.confidence, 4),
                    "entities": [asdict(entity) for entity in found.entities],
                },
                ensure_ascii=False,
            )


def _text_of(line: str, number: int) -> str:
    try:
        read: object = json.loads(line)
    except ValueError as error:
        raise LineInvalidError(f"line {number}: this is not JSON") from error
    text = cast("dict[str, object]", read).get("text") if isinstance(read, dict) else None
    if not isinstance(text, str):
        raise LineInvalidError(f"line {number}: `text` is missing or is no text", field="text")
    return text
