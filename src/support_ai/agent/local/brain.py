"""The local brain: understands by examples, answers by tasks, puts changes together over turns; no key, no network.

docs/local-brain.md says how it thinks.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

from support_ai.access.actor import Staff
from support_ai.agent.brain import AllSaid, Dropped, Event, Remembered, Turn
from support_ai.agent.local.change_answers import since_done
from support_ai.agent.local.enumerating import unmarked
from support_ai.agent.local.facts import Facts
from support_ai.agent.local.gathering import as_an_answer, gather
from support_ai.agent.local.memory import recall
from support_ai.agent.local.option_numbers import with_units
from support_ai.agent.local.other_amount import forms_of_money, other_amount, told_only
from support_ai.agent.local.rereading import retold
from support_ai.agent.local.staff_commands import apart
from support_ai.agent.local.staff_corrections import corrects_whole
from support_ai.agent.local.thread import Thread
from support_ai.agent.local.understanding import Understanding


class LocalBrain:
    """Answers from examples, rules and templates."""

    # It looks into as many orders as a list shows to find a thing by its name, and then it ends.
    EXTRA_CALLS = 16

    def __init__(self, understanding: Understanding) -> None:
        """Take the trained understanding."""
        self._understanding = understanding

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Yield the answer to a turn."""
        is_staff = isinstance(turn.person, Staff)
        memory = since_done(turn, recall(turn.memory))
        facts = Facts(turn.person, turn.tools)
        if not is_staff:
            text = unmarked(turn.text) if memory.form is None else turn.text
            turn = replace(turn, text=await with_units(text, facts))
        wishes = await self._understanding.understand_all_async(turn.text, is_staff=is_staff)
        amount = (
            other_amount(turn.text, wishes[0], forms_of_money(turn.waiting, memory)) if is_staff else None
        )
        if is_staff and corrects_whole(turn.text, wishes[0], turn.waiting, memory):
            # Its pieces say one thing: `I meant 2072, not 2082`.
            wishes = (told_only(turn.text),)
        if amount is not None:
            turn = replace(turn, text=amount)
            wishes = (told_only(amount),)
        thread = Thread(turn, facts, memory)
        told = [retold(wish, turn.text[wish.start : wish.end or None], is_staff=is_staff) for wish in wishes]
        wishes = gather(told, turn.text)
        form = thread.memory.form
        if form is not None and form.times:
            wishes = as_an_answer(wishes, turn.text, form.kind)
        for wish in wishes:
            for one in apart(wish, turn.text) if is_staff else (wish,):
                await thread.take(one)
        await thread.close()
        for event in thread.events:
            yield event
        if thread.is_dropped:
            yield Dropped()
        if thread.is_all:
            yield AllSaid()
        yield Remembered(thread.memory.dump())
