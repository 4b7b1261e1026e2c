"""Why an order is cancelled: for one of the reasons that the shop's own rule names."""

from dataclasses import replace

from support_ai.agent.brain import Refusal
from support_ai.agent.local import changing
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.features import plain
from support_ai.agent.local.kind import Kind
from support_ai.agent.local.memory import Form
from support_ai.agent.local.reasons import NO_LONGER_NEEDED, ORDERED_BY_MISTAKE
from support_ai.agent.local.said import Said, read

SLOT = "reason"
# No shop has it as a reason: the rule answers with those that count.
UNSAID = "-"
_USUAL = (NO_LONGER_NEEDED, ORDERED_BY_MISTAKE)
_QUESTION = "Why would you like to cancel order {number}?"


async def fill(desk: Desk, form: Form, kind: Kind) -> Form | None:
    """Fill the reason from what was said; else ask for it, with the shop's own list."""
    if form.reason is not None:
        return form
    said = read(*form.said)
    usual = given(said, _USUAL)
    if usual is not None:
        return replace(form, reason=usual)
    refusal = await changing.refused(desk, kind, form)
    sentence = refusal.sentence if isinstance(refusal, Refusal) else ""
    allowed = listed(sentence)
    reason = given(said, allowed)
    if reason is not None:
        return replace(form, reason=reason)
    # What was said and is no reason of the shop's is not said again and again.
    open_form = replace(form, said=tuple(one for one in form.said if not said.values(EntityType.REASON)))
    await changing.ask(
        desk,
        open_form,
        SLOT,
        _QUESTION.format(number=form.order),
        sentence,
        choices=[one.capitalize() for one in allowed],
    )
    return None


def listed(sentence: str) -> tuple[str, ...]:
    """Return the reasons that the rule's sentence names."""
    _, _, names = sentence.rstrip(".").partition(": ")
    return tuple(name.strip() for name in names.split(",") if name.strip())


def given(said: Said, allowed: tuple[str, ...]) -> str | None:
    """Return the reason that was given, of those allowed: by its meaning, or in its own words."""
    meant = [one.value for one in said.of(EntityType.REASON) if one.value in allowed]
    text = plain(said.text)
    return next(iter(meant), next((one for one in allowed if plain(one) in text), None))
