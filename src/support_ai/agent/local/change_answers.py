"""What is asked about a change that waits for a yes, or that was just done: answered from what was shown of it and from its order."""

from collections.abc import Sequence
from dataclasses import replace

from support_ai.agent import showing
from support_ai.agent.brain import Done, Refusal, Turn
from support_ai.agent.local import change_words, changing, refund_answers
from support_ai.agent.local.change_questions import Ask, asked, asks_state, sends_it, speaks_of_money
from support_ai.agent.local.change_told import LATER, Told, lines_of, quoted
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.dialogue import KINDS
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES
from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.memory import Memory
from support_ai.agent.models import Change, Stage
from support_ai.conversations.models import Speaker
from support_ai.core.action import Preview

_OF_GOODS = frozenset({"change_order_address"})
_INTENTS = {kind: intent for intent, kind in CHANGES.items()}


async def of_waiting(desk: Desk) -> bool:
    """Answer what is asked of what waits for a yes, which is shown again behind it; False where something else is said."""
    waiting = desk.turn.waiting
    if waiting is None or desk.is_staff:
        return False
    ask = asked(desk.text, desk.wish, of_goods=_moves_goods([one.action for one in waiting.changes]))
    if ask is None or _names_others(desk, waiting.changes):
        return False
    previews = waiting.previews if waiting.stage is Stage.SHOWN else await _planned(desk, waiting.changes)
    if len(previews) != len(waiting.changes):
        return False
    told = [
        Told(change, preview, is_done=False)
        for change, preview in zip(waiting.changes, previews, strict=True)
    ]
    return await _answered(desk, ask, told)


async def of_done(desk: Desk) -> bool:
    """Answer what is asked of what was done in this conversation; False where something else is spoken of."""
    if desk.is_staff or desk.turn.waiting is not None or not desk.turn.done or _is_asked(desk):
        return False
    newest = [one for one in desk.turn.done if one.offer == desk.turn.done[-1].offer]
    ask = asked(desk.text, desk.wish, of_goods=_moves_goods([one.change.action for one in newest]))
    if ask is None or ask is Ask.UNDO:
        return False
    meant = _meant(desk, ask, newest)
    if _names_others(desk, [one.change for one in meant]) or not (
        desk.before.on_change or _is_clear(desk, ask, meant)
    ):
        return False
    if asks_state(desk.text) and await refund_answers.under_way(desk):
        return True
    told = [Told(one.change, one.preview, is_done=True, number=one.result.get("return_id")) for one in meant]
    return await _answered(desk, ask, told)


def since_done(turn: Turn, memory: Memory) -> Memory:
    """Return what is known once something was done: that is spoken of now, and no article."""
    last = next((one.text for one in reversed(turn.history) if one.speaker is not Speaker.PERSON), "")
    if not last.startswith(change_words.DONE):
        return memory
    return replace(memory, on_change=True, last_source=None)


def _is_asked(desk: Desk) -> bool:
    return desk.before.form is not None and desk.before.form.times > 0


def _meant(desk: Desk, ask: Ask, newest: Sequence[Done]) -> list[Done]:
    """Return what is meant of what was done: the newest, or what moved money last where money is asked for by name."""
    names = {one.lstrip("#").upper() for one in desk.wish.values(EntityType.ORDER_NUMBER)}
    of_money = ask in (Ask.AMOUNT, Ask.WHEN, Ask.WHERE_TO) and speaks_of_money(desk.text)
    if not names and (not of_money or any(one.preview.movements for one in newest)):
        return list(newest)
    found = [
        one
        for one in desk.turn.done
        if (not names or showing.number_of(one.preview).upper() in names)
        and (not of_money or one.preview.movements)
    ]
    return found[-1:] or list(newest)


def _is_clear(desk: Desk, ask: Ask, meant: Sequence[Done]) -> bool:
    """Tell whether a question is of what was done, though other things were spoken of since."""
    last = desk.before.last_order
    is_same = last is None or any(showing.number_of(one.preview) == last for one in meant)
    is_named = speaks_of_money(desk.text) and any(one.preview.movements for one in meant)
    if ask in (Ask.AMOUNT, Ask.WHEN, Ask.WHERE_TO):
        return is_same and is_named
    sends = ask is Ask.NEXT and sends_it(desk.text) and {one.change.action for one in meant} & LATER
    return is_same and (ask in (Ask.NUMBER, Ask.ONCE, Ask.MAIL, Ask.REST) or bool(sends))


def _names_others(desk: Desk, changes: Sequence[Change]) -> bool:
    """Tell whether orders are named that the changes are not about."""
    own = {str(one.arguments.get("number", "")).lstrip("#").upper() for one in changes}
    named = {one.lstrip("#").upper() for one in desk.wish.values(EntityType.ORDER_NUMBER)}
    return any(not any(number.endswith(one) for number in own) for one in named)


def _moves_goods(kinds: Sequence[str]) -> bool:
    return set(kinds) <= _OF_GOODS


async def _planned(desk: Desk, changes: Sequence[Change]) -> tuple[Preview, ...]:
    """Return what would be shown of changes of which it is only asked yet whether they are all; they stay planned."""
    found: list[Preview] = []
    for one in changes:
        form = form_of(one)
        planned = await changing.use(
            desk.turn.tools, KINDS[form.kind], changing.told_of(desk.turn.tools, form)
        )
        if isinstance(planned, Refusal):
            return ()
        found.append(planned.preview)
    return tuple(found)


async def _answered(desk: Desk, ask: Ask, told: Sequence[Told]) -> bool:
    lines = [line for one in told for line in await lines_of(desk, ask, one)]
    if not lines and not await quoted(desk, ask, told):
        return False
    desk.say(*dict.fromkeys(lines))
    last = told[-1]
    if last.form.order is not None:
        desk.speak_of(showing.number_of(last.preview))
    intent = _INTENTS.get(last.kind, desk.wish.intent)
    desk.keep(replace(desk.memory, last_intent=intent.value, on_change=last.is_done))
    return True
