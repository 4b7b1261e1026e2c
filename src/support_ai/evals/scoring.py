"""Shares of right conversations, with the intervals in which they may lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from support_ai.evals.playing import Played

TOGETHER = "together"
_CONFIDENCE = 1.96  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the conversations about something were right, and the 95 % interval of the share."""

    about: str
    right: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Return the share itself."""
        return self.right / self.total


def interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson's score interval)."""
    share, z = right / count, _CONFIDENCE
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - spread) / (1 + z * z / count), (middle + spread) / (1 + z * z / count)


def shares(played: Sequence[Played]) -> list[Share]:
    """Return the share of each tag, by name, and that of all together at the end."""
    tags = sorted({tag for one in played for tag in one.script.talk.about})
    found = [_share(tag, [one for one in played if tag in one.script.talk.about]) for tag in tags]
    return [*found, _share(TOGETHER, played)]


def _share(about: str, played: Sequence[Played]) -> Share:
    right = sum(one.is_right for one in played)
    return Share(about, right, len(played), *interval(right, len(played)))
