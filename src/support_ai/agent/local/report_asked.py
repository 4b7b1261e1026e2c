"""A report that was asked for, as the conversation remembers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue, TypeAdapter, ValidationError

from support_ai.agent.local.report_relative import Span
from support_ai.agent.local.report_topics import Cut, Figure, Topic
from support_ai.reports.periods import Step


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody wants; `before` is what it is compared with. `usual` says that nobody named the days.

    `items` are the names of the only products that are asked about; `seen` are the days that were shown before these.
    """

    topic: Topic
    days: Span
    before: Span | None = None
    by: Step | None = None
    cut: Cut | None = None
    figure: Figure | None = None
    worst: bool = False
    best_period: bool = False
    top: int | None = None
    usual: bool = False
    items: tuple[str, ...] = ()
    seen: Span | None = None

    def dump(self) -> dict[str, JsonValue]:
        """Return it as JSON holds it."""
        return _ASKED.dump_python(self, mode="json")


_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def recalled(stored: Mapping[str, JsonValue] | None) -> Asked | None:
    """Return the report that was shown last."""
    if stored is None:
        return None
    try:
        return _ASKED.validate_python(dict(stored))
    except ValidationError:
        return None
