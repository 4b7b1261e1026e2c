"""Rules with stable ids. A policy answers with what is to be done, or with the rule that says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

from support_ai.core.errors import ConflictError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, the sentence that people read when it says no, and the setting that decides it, if one does.

    A sentence names values in braces: `Order {number} is {status}.`
    """

    id: str
    sentence: str
    setting: str = ""
    # About who asks, not about what is asked: 403 instead of 409.
    is_about_person: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a policy answers when it says no: the rule, the values of its sentence, and the argument that is at fault."""

    rule: Rule
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    field: str | None = None

    @property
    def sentence(self) -> str:
        """Return what people read."""
        return self.rule.sentence.format(**self.values)


class RuleRefusedError(ConflictError):
    """A rule of the shop says no."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry the rule's id as the error's code, and its sentence as the message."""
        super().__init__(refusal.sentence, field=refusal.field)
        self.code = self.rule = refusal.rule.id
        if refusal.rule.is_about_person:
            self.status = HTTPStatus.FORBIDDEN
        self.refusal = refusal


def refuse(rule: Rule, argument: str | None = None, /, **values: str) -> Refusal:
    """Return a refusal by a rule."""
    return Refusal(rule, values, argument)


def granted(decision: T | Refusal) -> T:
    """Return what a policy granted; RuleRefusedError where it refused."""
    if isinstance(decision, Refusal):
        raise RuleRefusedError(decision)
    return decision
