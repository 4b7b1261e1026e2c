"""A provider of payments at the seam, whose list is a file: it outlives the process that called it."""

import asyncio
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from support_ai.payments.provider import (
    Accepted,
    Found,
    Instruction,
    NotSeen,
    Outcome,
    RefusedForGood,
    TryLater,
    Unknown,
    WaitingForPerson,
)


@dataclass
class BookProvider:
    """Moves money by adding a line to a file; how it behaves otherwise, each test says.

    `faults` are what it does in turn: `crash` kills the process once the money moved, `late` answers after the money moved
    and the caller's patience, `lost` never hears of it, `busy` wants it later, `refuse` and `person` say so. `lists` is
    false for a provider that has no list.
    """

    book: Path
    faults: list[str] = field(default_factory=list[str])
    lists: bool = True
    name: str = "book"

    @property
    def entries(self) -> list[dict[str, object]]:
        """Return what was moved, in order."""
        return [json.loads(line) for line in self.book.read_text().splitlines()] if self.book.exists() else []

    async def refund(self, key: str, instruction: Instruction) -> Outcome:
        """Pay back."""
        return await self._move("refund", key, instruction)

    async def charge(self, key: str, instruction: Instruction) -> Outcome:
        """Take."""
        return await self._move("charge", key, instruction)

    async def find(self, key: str) -> Found:
        """Return what stands in the list."""
        if not self.lists:
            return Unknown()
        found = next((entry for entry in self.entries if entry["key"] == key), None)
        return NotSeen() if found is None else Accepted(str(found["reference"]))

    async def _move(self, kind: str, key: str, instruction: Instruction) -> Outcome:
        fault = self.faults.pop(0) if self.faults else ""
        match fault:
            case "busy":
                return TryLater()
            case "refuse":
                return RefusedForGood("account_closed")
            case "person":
                return WaitingForPerson()
            case "lost":
                raise ConnectionError
            case _:
                pass
        reference = f"ref-{len(self.entries) + 1}"
        # It knows nothing of keys: a second call with one would move the money twice, and a test would see it.
        with self.book.open("a") as file:
            file.write(
                json.dumps({"kind": kind, "key": key, "reference": reference, **asdict(instruction)}) + "\n"
            )
        if fault == "crash":
            os._exit(9)
        if fault == "late":
            await asyncio.sleep(60)
        return Accepted(reference)
