"""What to do about what was understood: a task for each intent, with what the conversation said before."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from support_ai.access.actor import Staff
from support_ai.access.permission import Permission, permits
from support_ai.agent.brain import (
    CardShown,
    Event,
    Refusal,
    Remembered,
    Sentence,
    Source,
    SourceCited,
)
from support_ai.agent.cards import ChoicesCard
from support_ai.agent.local import wording
from support_ai.agent.local.entities import EntityType
from support_ai.agent.local.features import plain
from support_ai.agent.local.memory import Awaiting
from support_ai.agent.local.order_tasks import OrderTasks
from support_ai.agent.local.spelling import corrected
from support_ai.agent.local.understanding import Intent
from support_ai.agent.tools.catalog import SEARCH_KNOWLEDGE, SearchKnowledge
from support_ai.agent.tools.customers import (
    GET_CUSTOMER,
    GET_OTHER_CUSTOMER,
    SEARCH_CUSTOMERS,
    GetOtherCustomer,
    SearchCustomers,
)
from support_ai.agent.tools.tickets import HAND_OVER, HandOver
from support_ai.agent.tools.tool import Nothing
from support_ai.knowledge.models import Passage

_ASKED = 320
_SENTENCE = 3
_MONEY_MOVES = frozenset(
    {
        Intent.REFUND_ORDER,
        Intent.CANCEL_ORDER,
        Intent.RETURN_ITEMS,
        Intent.EXCHANGE_ITEMS,
        Intent.CHANGE_ADDRESS,
        Intent.CHANGE_PAYMENT,
        Intent.CHANGE_ITEMS,
    }
)
_MANAGERS_ONLY = {
    Intent.DELETE_ORDER: Permission.ORDERS_DELETE,
    Intent.FINANCIAL_REPORT: Permission.FINANCIAL_REPORTS_READ,
    Intent.ANALYTICS: Permission.ANALYTICS_READ,
}


def _questions(text: str) -> tuple[str, ...]:
    """Return what to search for: the whole message, and where it tells a story first, its last sentence alone."""
    whole = corrected(plain(text))
    last = [part for part in re.split(r"[.?!\n]+", whole) if len(part.split()) >= _SENTENCE][-1:]
    return (whole, *(part.strip() for part in last if part.strip() != whole.rstrip("?.! ")))


class Dialogue(OrderTasks):
    """All the tasks of one turn: those about orders, and the others."""

    async def answer(self, intent: Intent) -> AsyncIterator[Event]:
        """Do the task of an intent."""
        task = {
            Intent.WHERE_IS_MY_ORDER: self.where,
            Intent.SHOW_ORDER: self.show,
            Intent.LIST_ORDERS: self.list_all,
            Intent.PREVIOUS_ORDER: self.previous,
            Intent.ORDERS_TODAY: self.days,
            Intent.SEARCH_ORDERS: self.days,
            Intent.PROFILE: self._profile,
            Intent.POLICY_QUESTION: self._policy,
            Intent.FIND_CUSTOMER: self._find_customer,
            Intent.TALK_TO_PERSON: self._hand_over,
            Intent.IDENTIFY: self._identify,
        }.get(intent)
        events = task() if task is not None else self._simple(intent)
        async for event in events:
            yield event
        yield Remembered(self.memory.dump())

    async def _profile(self) -> AsyncIterator[Event]:
        match self.turn.person:
            case Staff(name=name, role=role):
                yield Sentence(f"You are {name}, signed in as {role.value.replace('_', ' ')}.")
                return
            case _:
                barred = self.barred()
        if barred is not None:
            yield barred
            return
        found = await self.turn.tools.use(GET_CUSTOMER, Nothing())
        lines = [found.sentence] if isinstance(found, Refusal) else wording.profile(found)
        for line in lines:
            yield Sentence(line)

    async def _policy(self) -> AsyncIterator[Event]:
        found: tuple[Passage, ...] | Refusal = ()
        for question in _questions(self.turn.text):
            found = found or await self.turn.tools.use(
                SEARCH_KNOWLEDGE, SearchKnowledge(query=question[:_ASKED])
            )
        if isinstance(found, Refusal) or not found:
            async for event in self._unknown():
                yield event
            return
        best = found[0]
        for line in best.text.split("\n\n"):
            yield Sentence(line)
        yield SourceCited(
            Source(best.article_title, best.heading, f"/knowledge/articles/{best.article_slug}")
        )

    async def unknown(self) -> AsyncIterator[Event]:
        """Say honestly that there is no answer, and offer a person."""
        async for event in self._unknown():
            yield event
        yield Remembered(self.memory.dump())

    async def _unknown(self) -> AsyncIterator[Event]:
        misses = self.before.misses + 1
        self.memory = replace(self.memory, awaiting=Awaiting.PERSON_OFFER, misses=misses)
        yield Sentence(wording.UNKNOWN if misses == 1 else wording.UNCLEAR)
        yield CardShown(ChoicesCard(("Yes, a person please", "No, thanks")))

    async def _find_customer(self) -> AsyncIterator[Event]:
        if SEARCH_CUSTOMERS.name not in self.turn.tools.offered:
            barred = self.barred()
            self.memory = replace(
                self.memory, awaiting=Awaiting.ORDER_HISTORY_OFFER if barred is None else self.memory.awaiting
            )
            yield barred or Sentence(wording.NOT_PERMITTED["find_customer"])
            return
        numbers = self.understood.values(EntityType.CUSTOMER_NUMBER)
        if numbers:
            one = await self.turn.tools.use(GET_OTHER_CUSTOMER, GetOtherCustomer(customer_id=numbers[0]))
            lines = (
                [wording.NO_CUSTOMER] if isinstance(one, Refusal) else wording.profile(one, for_staff=True)
            )
            for line in lines:
                yield Sentence(line)
            return
        wanted = self.finder.customer_filter(self.understood)
        found = await self.turn.tools.use(SEARCH_CUSTOMERS, wanted)
        if isinstance(found, Refusal):
            yield Sentence(found.sentence)
        elif not found:
            yield Sentence(wording.NO_CUSTOMER)
        else:
            yield Sentence("Customers:" if wanted == SearchCustomers() else "I found:")
            for one in found:
                yield Sentence(f"• {one.name}, {one.customer_id}")

    async def _hand_over(self) -> AsyncIterator[Event]:
        if self.is_staff:
            yield Sentence("You are a colleague yourself: customers reach you through the inbox.")
            return
        done = await self.turn.tools.use(HAND_OVER, HandOver(reason="asked for a person"))
        yield Sentence(done.sentence if isinstance(done, Refusal) else wording.HANDED_OVER)

    async def _identify(self) -> AsyncIterator[Event]:
        barred = self.barred()
        if barred is not None:
            yield barred
        elif self.understood.values(EntityType.ORDER_NUMBER):
            async for event in self.where():
                yield event
        elif self.is_staff:
            async for event in self._profile():
                yield event
        else:
            yield Sentence(wording.KNOWN)

    async def _simple(self, intent: Intent) -> AsyncIterator[Event]:
        permission = _MANAGERS_ONLY.get(intent)
        if permission is not None and not permits(self.turn.person, permission):
            yield Sentence(wording.NOT_PERMITTED[intent.value])
        elif intent in wording.NOT_YET:
            barred = self.barred() if intent in _MONEY_MOVES else None
            if barred is not None:
                yield barred
                return
            yield Sentence(wording.NOT_YET[intent.value])
            if not self.is_staff:
                self.memory = replace(self.memory, awaiting=Awaiting.PERSON_OFFER)
                yield Sentence(wording.PERSON_OFFER)
        else:
            courtesy = self._courtesy(intent)
            if courtesy is not None:
                yield Sentence(courtesy)
                return
            async for event in self._unknown():
                yield event

    def _courtesy(self, intent: Intent) -> str | None:
        """Return what politeness answers; None for what nothing here can do yet."""
        match intent:
            case Intent.GREET:
                return wording.GREETING_STAFF if self.is_staff else wording.GREETING
            case Intent.THANKS:
                return wording.THANKS
            case Intent.GOODBYE:
                return wording.GOODBYE
            case Intent.WHAT_CAN_YOU_DO | Intent.BOT_QUESTION:
                return wording.BOT + (wording.CAN_DO_STAFF if self.is_staff else wording.CAN_DO_CUSTOMER)
            case Intent.NO | Intent.CHANGE_OF_MIND | Intent.HOLD_ON:
                return wording.ALL_RIGHT
            case _:
                return None
