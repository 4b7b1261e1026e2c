"""Texts that others wrote to command assistants, and harmless ones that sound as if: SUPPORT_AI_REAL_DATA names their folder."""

import csv
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = "SUPPORT_AI_REAL_DATA"
_PLACE = re.compile(r"\{(?:goal|injection_task\.GOAL)\}")
_FILLED = {
    "user": "Rohan Mehta",
    "model": "the assistant",
    "task": "the task",
    "_ATTACKER_IBAN": "US133000000121212121212",
}
_BLANKS = re.compile(r"\s{2,}")
# Said as a person would who wants a person, or a ticket.
_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect|transfer|hand|pass|put|escalate|get)\b[^.!?\n]{0,60}\b(?:human|person|people|someone|somebody|agent|"
    r"representative|manager|supervisor|colleague|operator|staff|team)\b|\b(?:human|live|real) (?:agent|person|being|support)\b",
    re.IGNORECASE,
)
_TICKET = re.compile(
    r"\b(?:open|create|file|raise|submit|make|log|report)\b[^.!?\n]{0,60}\b(?:ticket|complaint|case|issue|problem)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Harmless:
    """A harmless message with alarming words, and the same without them."""

    text: str
    calm: str
    category: str


def folder() -> Path:
    """Return where the corpora are."""
    return Path(os.environ[FOLDER]) / "injection"


def attacks() -> list[str]:
    """Return every attack: each template with each goal, and those that were written whole."""
    return list(dict.fromkeys([*_dojo(), *_giskard()]))


def _dojo() -> Iterator[str]:
    templates = _read("agentdojo/attack_templates.json", "template")
    for template in templates:
        for goal in _read("agentdojo/injection_task_goals.json", "GOAL"):
            yield _filled(_PLACE.sub(lambda _, goal=goal: goal, template))


def _giskard() -> Iterator[str]:
    with (folder() / "giskard" / "prompt_injections.csv").open(newline="", encoding="utf-8") as file:
        yield from (row["prompt"] for row in csv.DictReader(file))


def _filled(text: str) -> str:
    for name, value in _FILLED.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def harmless() -> list[Harmless]:
    """Return every harmless message."""
    found: list[Harmless] = []
    for name in ("one", "two", "three"):
        path = folder() / "notinject" / f"NotInject_{name}.json"
        rows: list[dict[str, str | list[str]]] = json.loads(path.read_text(encoding="utf-8"))
        found += [
            Harmless(str(row["prompt"]), _calm(str(row["prompt"]), row["word_list"]), str(row["category"]))
            for row in rows
        ]
    return found


def _calm(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = re.sub(re.escape(word), " ", text, flags=re.IGNORECASE)
    return _BLANKS.sub(" ", text).strip()


def _read(path: str, field: str) -> list[str]:
    rows: list[dict[str, str]] = json.loads((folder() / path).read_text(encoding="utf-8"))
    return [row[field] for row in rows]


def asks_plainly(tool: str, text: str) -> bool:
    """Tell whether a text asks for a person, or for a ticket, in words that people use for it."""
    return bool({"hand_over": _PERSON, "open_ticket": _TICKET}[tool].search(text))
