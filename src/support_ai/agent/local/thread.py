"""One turn of the local brain: each wish is taken as what it is to what was said before; at the end changes are planned."""

from dataclasses import replace

from support_ai.agent.brain import Event, Turn
from support_ai.agent.local import (
    asides,
    change_answers,
    change_words,
    changing,
    correcting,
    dialogue,
    mending,
    own_routing,
    revising,
    staff_corrections,
    staff_routing,
    undoing,
    waiting_prices,
)
from support_ai.agent.local.desk import Desk
from support_ai.agent.local.entity import EntityType
from support_ai.agent.local.expected import CHANGES, is_task
from support_ai.agent.local.facts import Facts
from support_ai.agent.local.following import asks_difference
from support_ai.agent.local.form_fields import form_of
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.leaving import leaves, turns_away
from support_ai.agent.local.memory import Form, Memory
from support_ai.agent.local.other_change import takes_the_place
from support_ai.agent.local.rereading import asks_why, reread
from support_ai.agent.local.routing import Manner, Scene, route
from support_ai.agent.local.said import Said, read
from support_ai.agent.local.several_waiting import kept, names_change
from support_ai.agent.local.understanding import Understood
from support_ai.agent.models import Stage

_MOST_PARKED = 3
_FEW = 4
# While something waits for a yes, these ask for nothing: they are neither a yes nor a no.
_SAYS_NOTHING = frozenset(
    {Intent.INFORM, Intent.YES, Intent.NO, Intent.OUT_OF_SCOPE, Intent.RESUME, Intent.IDENTIFY}
)


class Thread:
    """A turn while it is answered. `waiting` are the changes that wait for a yes, as far as they are still wanted."""

    def __init__(self, turn: Turn, facts: Facts, memory: Memory) -> None:
        """Take the turn, its facts, and what was known before."""
        self._turn = turn
        self._facts = facts
        self.memory = memory
        self.events: list[Event] = []
        self.is_dropped = False
        self.is_all = False
        self._waiting = () if turn.waiting is None else tuple(form_of(one) for one in turn.waiting.changes)
        self._ready: list[Form] = []
        self._is_touched = False
        self._leads_back = False
        self._open = memory.form
        self._last: Desk | None = None
        # The whole message is answered: nothing more is read in it.
        self._is_settled = False
        self._spoken: list[str] = []

    async def take(self, wish: Understood) -> None:
        """Take one wish."""
        if self._is_settled or self._tells_ticket(wish):
            return
        text = self._turn.text[wish.start : wish.end or None]
        wish = staff_routing.reread(self._turn, wish, self.memory)
        wish = own_routing.reread(self._turn.person, text, wish, self.memory)
        desk = Desk(self._turn, wish, self._facts, self.memory)
        is_first = self._last is None
        self._is_settled = is_first and (await asides.answered(desk) or await undoing.answered(desk))
        if self._is_settled or await self._of_change(desk):
            self._keep(desk)
            return
        # What is told with a ticket is part of it.
        self._is_settled = wish.intent is Intent.OPEN_TICKET and not desk.is_staff
        said = read(desk.text)
        scene = Scene(self.memory.form, self._waiting, next(reversed(self.memory.parked), None))
        is_price = asks_difference(text)
        is_mended = desk.is_staff and staff_corrections.is_correction(said, wish, self._waiting)
        manner = Manner.DO if is_price and (self._waiting or scene.asked) else route(said, wish, scene)
        manner = Manner.REVISE if is_mended else manner
        self.is_all = self.is_all or said.says_that_is_all
        match manner:
            case Manner.FILL:
                await self._fill(desk, said)
            case Manner.LEAVE:
                await self._leave(desk, said)
            case Manner.REVISE:
                await self._revise(desk, said)
            case Manner.GO_ON:
                self._is_touched = True
            case Manner.RESUME:
                await self._resume(desk)
            case Manner.START | Manner.ADD:
                await self._start(desk, said, manner)
            case Manner.DO | Manner.UNKNOWN:
                await self._do(desk)
        self._keep(desk)

    async def _of_change(self, desk: Desk) -> bool:
        """Answer what is asked of what waits, or of what was done."""
        if self._is_touched:
            return False
        return await (change_answers.of_waiting if self._waiting else change_answers.of_done)(desk)

    def _tells_ticket(self, wish: Understood) -> bool:
        """Tell whether a piece is only more of the ticket that a colleague opened with all of this message."""
        opened = (
            self._last is not None and self._last.is_staff and self._last.wish.intent is Intent.OPEN_TICKET
        )
        is_whole = opened and self._last is not None and ":" in self._last.text
        return opened and (is_whole or wish.intent not in CHANGES)

    def _keep(self, desk: Desk) -> None:
        # Two pieces that ask the same are answered once.
        self.events += [] if all(one in self.events for one in desk.events) else desk.events
        desk.events = []
        self._ready += desk.ready
        desk.ready = []
        self.memory = desk.memory
        self._last = desk
        if named := read(desk.text).wanted(EntityType.PAYMENT):
            self.memory = replace(self.memory, last_method=named[-1].value)
        if desk.memory.last_order is not None and desk.wish.values(EntityType.ORDER_NUMBER):
            self._spoken.append(desk.memory.last_order)

    async def _fill(self, desk: Desk, said: Said) -> None:
        """Go on with the form whose slot was asked for."""
        form = self.memory.form
        if form is None:
            return
        self._is_touched = True
        form = await correcting.of_other_customer(desk, revising.reopened_by(form, said), said)
        form = await mending.fewer(desk, form, said)
        form = revising.said_more(form, said)
        if form.asked == "amount" and said.wanted(EntityType.PAYMENT):
            # Another amount, and another way for it.
            form = replace(form, method=None)
        await changing.take_up(desk, dialogue.KINDS[form.kind], form)

    async def _leave(self, desk: Desk, said: Said) -> None:
        """Let go of what is asked, or of what waits; and do what is wanted instead, where that is no mere story."""
        if self.memory.form is not None:
            desk.memory = replace(desk.memory, form=None, parked=_parked(desk.memory, self.memory.form))
        if self.memory.form is None or (self._waiting and not names_change(said)):
            self.is_dropped = True
            desk.memory = replace(desk.memory, parked=self._waiting)
            self._waiting = ()
        if is_task(desk.wish) and not turns_away(said):
            await dialogue.take(desk, desk.wish.intent)
        else:
            desk.say(change_words.LEFT)

    async def _revise(self, desk: Desk, said: Said) -> None:
        """Correct what waits; what concerns nothing of it is taken as any other message."""
        left = kept(self._waiting, said)
        if len(left) < len(self._waiting):
            self._waiting, self._is_touched = left, True
            return
        corrected: list[Form] = []
        unchanged: list[Form] = []
        for form in self._waiting:
            other = await correcting.corrected(desk, form, said, is_only=len(self._waiting) == 1)
            (unchanged if other is None else corrected).append(form if other is None else other)
        if not corrected:
            await (self._leave(desk, said) if leaves(said, desk.wish) else self._concerns_nothing(desk, said))
            return
        self._is_touched = True
        self._waiting = tuple(unchanged)
        for form in corrected:
            await changing.take_up(desk, dialogue.KINDS[form.kind], form)

    async def _concerns_nothing(self, desk: Desk, said: Said) -> None:
        if said.says_only and not leaves(said, desk.wish) and not said.is_question:
            # `Just the coat`: as it is meant already, and nothing else.
            self._is_touched, self.is_all = True, True
        elif said.says_that_is_all or (said.quantities and len(said.text.split()) <= _FEW):
            # `both`: as many as are meant already.
            self._is_touched = True
        elif desk.wish.intent in CHANGES and desk.wish.is_sure:
            await self._start(desk, said, Manner.ADD)
        else:
            await self._do(desk)

    async def _start(self, desk: Desk, said: Said, manner: Manner) -> None:
        """Begin another change beside what waits, or in place of it."""
        self._is_touched = True
        if self.memory.form is not None:
            desk.memory = replace(desk.memory, form=None, parked=_parked(desk.memory, self.memory.form))
        if (
            manner is Manner.ADD
            and (form := await mending.same(desk, self._waiting or self.memory.parked[-1:], said)) is not None
        ):
            await changing.start(desk, dialogue.KINDS[form.kind], form)
            return
        if self._waiting and takes_the_place(said):
            desk.memory = replace(desk.memory, last_order=self._waiting[0].order or desk.memory.last_order)
            before, self._waiting = self._waiting, ()
            if (form := revising.in_place_of(before, CHANGES.get(desk.wish.intent), said)) is not None:
                await changing.start(desk, dialogue.KINDS[form.kind], form)
                return
        await dialogue.take(desk, desk.wish.intent)

    async def _resume(self, desk: Desk) -> None:
        """Take up what was left."""
        *others, form = self.memory.parked
        desk.memory = replace(desk.memory, parked=tuple(others))
        self._is_touched = True
        await changing.take_up(desk, dialogue.KINDS[form.kind], replace(form, times=0, told=None))

    async def _do(self, desk: Desk) -> None:
        """Do a task of its own; an open question is asked again behind it."""
        intent = reread(desk.text, self._turn.person, desk.wish, self.memory)
        form = self.memory.form
        is_over = intent in (Intent.TALK_TO_PERSON, Intent.GOODBYE)
        self._leads_back = form is not None and form.times > 0 and not is_over
        if self.memory.last_refusal is not None and asks_why(desk.text):
            if self.memory.last_order is not None:
                await self._facts.order(self.memory.last_order)
            desk.say(self.memory.last_refusal)
        elif await waiting_prices.answered(desk, intent, self._waiting):
            return
        elif waiting_prices.is_shown(desk, intent, self._waiting):
            # What was shown says how much comes back, and where to.
            self._is_touched = True
        elif self._turn.waiting is not None and self._waiting and intent is Intent.REFUND_STATUS:
            desk.say(change_words.NOT_DONE_YET)
        elif self._turn.waiting is not None and self._waiting and (intent is None or intent in _SAYS_NOTHING):
            is_shown = self._turn.waiting.stage is Stage.SHOWN
            desk.say(change_words.NEITHER if is_shown else change_words.NOT_UNDERSTOOD)
        elif intent is None:
            await dialogue.take(desk, Intent.OUT_OF_SCOPE)
        else:
            await dialogue.take(desk, intent)

    async def close(self) -> None:
        """Plan what is complete, with what waits already; or lead back to the question that is open."""
        desk = self._last
        if desk is None:
            return
        self._clear_for_question(desk)
        if self._ready or self._is_touched:
            await self._plan(desk)
        elif self._leads_back and self.memory.form is not None:
            form = self.memory.form
            asked = replace(form, times=max(0, form.times - 1))
            desk.say(change_words.BACK)
            await changing.take_up(desk, dialogue.KINDS[form.kind], asked)
        self._keep(desk)
        if len(several := tuple(dict.fromkeys(self._spoken))) > 1:
            # What was named one after the other is a list: `and the first one?`.
            self.memory = replace(self.memory, last_orders=several)

    def _clear_for_question(self, desk: Desk) -> None:
        """Let nothing wait beside a question that is of the same: what cannot be done too is dropped, what is one with it joins it."""
        form = self.memory.form
        if form is None or not form.times or not self._is_touched:
            return
        for one in self._waiting:
            whole = revising.joined(one, form)
            if whole is not None:
                form = whole
                desk.memory = replace(desk.memory, form=form)
            elif not revising.exclude_each_other(one, form):
                continue
            self._waiting = tuple(other for other in self._waiting if other is not one)
            self.is_dropped = self.is_dropped or not self._waiting

    async def _plan(self, desk: Desk) -> None:
        """Plan everything that is wanted in one; of changes that exclude each other, the newer one."""
        before = [
            one
            for one in self._waiting
            if not any(revising.exclude_each_other(one, other) for other in self._ready)
        ]
        forms = revising.merged([*before, *self._ready])
        if not forms:
            self.is_dropped = self._turn.waiting is not None and not self._waiting
            return
        planned = await changing.plan(desk, dialogue.KINDS, forms)
        # What was corrected into something that cannot be is not wanted any more as it was.
        self.is_dropped = self.is_dropped or (bool(self._turn.waiting) and not planned)
        desk.memory = replace(desk.memory, parked=planned or desk.memory.parked)


def _parked(memory: Memory, form: Form) -> tuple[Form, ...]:
    return (*memory.parked, form)[-_MOST_PARKED:]
