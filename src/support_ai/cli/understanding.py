"""`support-ai understand` and `support-ai eval intents`: what the local brain makes of messages, and how good it is at it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from rich.console import Console
from rich.table import Table

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.languages import language_of
from support_ai.agent.local.understanding import Understanding
from support_ai.core.embedder import Embedder
from support_ai.core.errors import InvalidError

_CUSTOMERS = frozenset({"visitor", "customer"})
_ROLES = frozenset({"support_agent", "admin", "owner"}) | _CUSTOMERS
_THRESHOLDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class LineInvalidError(InvalidError):
    """A line is not a JSON object with a `text`."""

    code = "invalid_line"


@dataclass(frozen=True, slots=True)
class Line:
    """A message, who says it, and what it is expected to be: the wishes in order, each by one of some intents."""

    text: str
    is_staff: bool | None
    expected: tuple[frozenset[Intent], ...]


def understand_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield for each line `{"text": …}` one with intent, confidence, entities and wishes; LineInvalidError names the line."""
    understanding = Understanding.load(Embedder.load())
    for number, line in enumerate(lines, start=1):
        if line.strip():
            read = _read(line, number)
            found = understanding.understand(read.text, is_staff=read.is_staff)
            wishes = understanding.understand_all(read.text, is_staff=read.is_staff)
            language = language_of(read.text)
            yield json.dumps(
                {
                    "intent": found.intent.value,
                    "confidence": round(found.confidence, 4),
                    "entities": [asdict(entity) for entity in found.entities],
                    "wishes": [
                        {"intent": one.intent.value, "start": one.start, "end": one.end} for one in wishes
                    ],
                    "language": language.code if language else None,
                },
                ensure_ascii=False,
            )


def _read(line: str, number: int) -> Line:
    try:
        decoded: object = json.loads(line)
    except ValueError as error:
        raise LineInvalidError(f"line {number}: this is not JSON") from error
    fields = cast("dict[str, object]", decoded) if isinstance(decoded, dict) else {}
    text, role = fields.get("text"), fields.get("role")
    if not isinstance(text, str):
        raise LineInvalidError(f"line {number}: `text` is missing or is no text", field="text")
    if role is not None and role not in _ROLES:
        raise LineInvalidError(f"line {number}: `role` is none of {', '.join(sorted(_ROLES))}", field="role")
    is_staff = None if role is None else role not in _CUSTOMERS
    return Line(text, is_staff, _expected(fields, number))


def _expected(fields: dict[str, object], number: int) -> tuple[frozenset[Intent], ...]:
    wishes = fields.get("wishes", [fields["intent"]] if "intent" in fields else [])
    try:
        return tuple(
            frozenset(Intent(name) for name in str(wish).split("/")) for wish in cast("list[str]", wishes)
        )
    except (ValueError, TypeError) as error:
        raise LineInvalidError(f"line {number}: {error}", field="intent") from error


def read_lines(paths: Iterable[Path]) -> list[Line]:
    """Return the labelled messages of files; LineInvalidError where a line is none."""
    found: list[Line] = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                read = _read(line, number)
                if not read.expected:
                    raise LineInvalidError(f"{path.name} line {number}: `intent` or `wishes` is missing")
                found.append(read)
    return found


def score_intents(paths: Iterable[Path], floor: float) -> bool:
    """Print how labelled messages are understood, every mistake, and the curve; tell whether the floor is reached."""
    understanding = Understanding.load(Embedder.load())
    console = Console()
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    judged: list[tuple[float, bool]] = []
    for line in read_lines(paths):
        if len(line.expected) == 1:
            found = [understanding.understand(line.text, is_staff=line.is_staff)]
        else:
            found = list(understanding.understand_all(line.text, is_staff=line.is_staff))
        is_right = len(found) == len(line.expected) and all(
            one.intent in wanted for one, wanted in zip(found, line.expected, strict=True)
        )
        row = min(line.expected[0]).value if len(line.expected) == 1 else "several wishes"
        count[row] += 1
        right[row] += is_right
        judged.append((min(one.confidence for one in found), is_right))
        if not is_right:
            told = " + ".join(f"{one.intent} {one.confidence:.2f}" for one in found)
            wanted = " + ".join("/".join(sorted(one)) for one in line.expected)
            console.print(f"{line.text!r}: {told}, not {wanted}", markup=False, highlight=False)
    console.print(_table(right, count))
    console.print(_curve(judged))
    return sum(right.values()) >= floor * max(1, sum(count.values()))


def _table(right: Counter[str], count: Counter[str]) -> Table:
    table = Table("intent", "right", "of", "share")
    for name in sorted(count):
        table.add_row(name, str(right[name]), str(count[name]), f"{right[name] / count[name]:.1%}")
    total = max(1, count.total())
    table.add_row("all", str(right.total()), str(count.total()), f"{right.total() / total:.1%}")
    return table


def _curve(judged: list[tuple[float, bool]]) -> Table:
    table = Table("at least as sure as", "answered", "of these right")
    for threshold in _THRESHOLDS:
        kept = [is_right for confidence, is_right in judged if confidence >= threshold]
        share = sum(kept) / len(kept) if kept else 1.0
        table.add_row(f"{threshold:.1f}", f"{len(kept) / max(1, len(judged)):.1%}", f"{share:.1%}")
    return table
