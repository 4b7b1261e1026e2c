"""Answers in the shop's own words, with the article that they are from."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from support_ai.agent.brain import Refusal
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.passages import best, is_usual, questions_in
from support_ai.agent.local.topics import goes_on, is_about, resolved, thing_asked, topic_of
from support_ai.conversations.models import Speaker
from support_ai.knowledge.models import Passage

_FEW = 5
# What `it` is in a question beside something that goes back.
_RETURN = "how does a return work"
# Of several questions so many are answered, those of so many words, by passages that are so alike.
_MOST, _FEWEST, _CLEAR = 3, 3, 0.45
_COSTS = re.compile(r"\b(?:postage|shipping|label|send it|sending)\b", re.IGNORECASE)
# What the rule is that somebody asks the reason of.
_WHY: Mapping[str, str] = MappingProxyType(
    {
        Intent.CANCEL_ORDER.value: "until when can an order be cancelled",
        Intent.RETURN_ITEMS.value: "what can be returned and until when",
        Intent.EXCHANGE_ITEMS.value: "what can be exchanged and until when",
        Intent.CHANGE_ITEMS.value: "what can be changed in an order and until when",
        Intent.CHANGE_ADDRESS.value: "until when can the address of an order be changed",
        Intent.CHANGE_PAYMENT.value: "until when can the payment method of an order be changed",
    }
)


async def policy(desk: Desk) -> None:
    """Quote the passage that answers the question; say honestly where there is none."""
    if _gives_back(desk) and _COSTS.search(desk.text) and await quoted(desk, "who pays for return shipping"):
        return
    if await _quoted_each(desk):
        return
    if await _quoted_on(desk):
        return
    why = _WHY.get(desk.before.last_intent or "") if len(desk.text.split()) <= _FEW else None
    if await quoted(desk, *((why,) if why is not None and "why" in desk.text.lower() else ())):
        return
    # `Do I need the box for it?`: what goes back is what is meant.
    whole = resolved(desk.text, _RETURN) if _gives_back(desk) else desk.text
    if whole == desk.text or not await quoted(desk, whole):
        desk.missed()


async def _quoted_each(desk: Desk) -> bool:
    """Quote what answers each of several questions, or those of them that are plainly answered; False where there is but one."""
    asked = [one for one in re.findall(r"[^.?!\n]+\?", desk.text) if len(one.split()) >= _FEWEST]
    if len(asked) < len(("one", "other")):
        return False
    whole = [asked[0], *(resolved(one, before) for before, one in pairwise(asked))]
    # How shops head what is asked leads, where it is known.
    found = [await _best(desk, questions_in(one)[is_usual(one) :]) for one in whole[:_MOST]]
    answers = [one for one in found if one is not None and one.score >= _CLEAR]
    chosen = list({(one.article_slug, one.heading): one for one in answers}.values())
    for one in chosen:
        desk.quote(one)
    return bool(chosen)


async def _quoted_on(desk: Desk) -> bool:
    """Quote what answers a question that goes on about the one before: `and how long does it take?`."""
    own = [one.text for one in desk.turn.history if one.speaker is Speaker.PERSON]
    before = next((one for one in reversed(own[-_MOST:]) if topic_of(one) is not None), None)
    if before is None or desk.before.last_intent != Intent.POLICY_QUESTION.value or not goes_on(desk.text):
        return False
    whole = resolved(desk.text, before)
    return whole != desk.text and await quoted(desk, *questions_in(whole))


def _gives_back(desk: Desk) -> bool:
    """Tell whether something that goes back is under way in the talk."""
    names = [] if desk.turn.waiting is None else [one.action for one in desk.turn.waiting.changes]
    form = desk.before.form
    return bool({*names, "" if form is None else form.kind} & {"return_items", "exchange_items"})


async def quoted(desk: Desk, *questions: str, floor: float = 0.0) -> bool:
    """Quote the passage that answers the wish, or one of the questions in its place; False where none is as alike as `floor`."""
    chosen = await _best(desk, questions or questions_in(desk.text))
    if chosen is None or chosen.score < floor or (not questions and _is_beside(desk.text, chosen)):
        return False
    desk.quote(chosen)
    return True


def _is_beside(text: str, passage: Passage) -> bool:
    """Tell whether a thing is asked for of which a passage, though somewhat alike, does not speak at all."""
    thing = thing_asked(text)
    if thing is None or passage.score >= _CLEAR or is_usual(text):
        return False
    return not is_about(thing, f"{passage.heading} {passage.text}")


async def _best(desk: Desk, questions: Sequence[str]) -> Passage | None:
    found: list[tuple[str, Sequence[Passage]]] = []
    for question in questions:
        passages = await desk.facts.passages(question)
        if passages and not isinstance(passages, Refusal):
            found.append((question, passages))
    return best(found)
