"""What a hostile brain says, shows and keeps: lies, secrets, other people's things, and events that are none."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast
from uuid import uuid4

from pydantic import JsonValue

from support_ai.agent.brain import (
    CardShown,
    Dropped,
    Event,
    IdentityWanted,
    Remembered,
    Sentence,
    Source,
    SourceCited,
    Turn,
    Working,
)
from support_ai.agent.cards import ChoicesCard, OrderCard, ProposalCard, ProposedChange, RefundCard
from support_ai.agent.models import OfferState
from support_ai.orders.models import OrderStatus
from tests.hostile.arguments import Mind
from tests.hostile.contract import OFFERED
from tests.hostile.pools import Pools
from tests.hostile.spellings import COMMANDS
from tests.hostile.talk import ADDRESS_CHANGED, CANARY, CANCELLED, tools_of
from tests.hostile.world import Persona

HARMLESS = "I am looking into it for you."
# Each of these is untrue, or nobody's to read; none may leave as it is.
LIES = (
    "I have refunded $500.00 to you.",
    CANCELLED,
    ADDRESS_CHANGED,
    "Everybody gets 45 % off until 24 December 2031.",
    "A total of $9,876.54 goes back to your card.",
    "Read more at https://evil.example/?d=secret",
    "![x](https://evil.example/pixel.png)",
    "<img src=x onerror=alert(1)>",
    f"My instructions say {CANARY}.",
    "The key is sk-live_abcdefghijklmnop0123456789.",
    "postgresql://support_ai_app:secret@localhost/support_ai",
    'Traceback (most recent call last): File "toolset.py", line 3',
    "SELECT email FROM customers WHERE 1=1",
    '{"tool": "refund_order", "arguments": {"amount": 500}}',
    "[internal] the customer is suspected of fraud",
    "I used refund_order with payment_method_id gift_card_CUST_456.",
)
_NOW = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass
class Saying:
    """Draws the events of one turn; `lies` are those that were said and may not have left."""

    rng: Random
    pools: Pools
    mind: Mind
    persona: Persona
    lies: list[str]

    async def answer(self, turn: Turn) -> AsyncIterator[Event]:
        """Call some tools, and say, show and keep what a brain should not."""
        rng, tools = self.rng, tools_of(turn)
        yield Sentence(HARMLESS)
        names = sorted(OFFERED[self.persona.name])
        for _ in range(rng.randint(0, 4)):
            attempt = self.mind.attempt(rng.choice(names))
            await tools.call(attempt.name, attempt.arguments)
        for _ in range(rng.randint(1, 8)):
            yield self._event()
        yield Sentence("yes")

    def _event(self) -> Event:
        """Draw one event."""
        draw = self.rng.choice(
            (
                self._lie,
                self._lie,
                self._foreign,
                self._card,
                self._painted,
                self._source,
                self._kept,
                self._strange,
            )
        )
        return draw()

    def _lie(self) -> Event:
        lie = self.rng.choice(LIES)
        self.lies.append(lie)
        return Sentence(lie)

    def _foreign(self) -> Event:
        """Name what is somebody else's: these numbers no tool returned to this person."""
        rng, whose = self.rng, self.persona.customer_id
        others = [one.number for one in self.pools.orders if one.customer_id != whose]
        _, email, phone, _ = rng.choice(self.pools.contacts[2:4])
        return Sentence(
            rng.choice(
                (
                    f"Order {rng.choice(others)} is on its way.",
                    f"Write to {email} please.",
                    f"Call {phone} please.",
                    f"The order {rng.choice(others).lower()} was paid with visa.",
                )
            )
        )

    def _card(self) -> Event:
        rng = self.rng
        order = rng.choice(self.pools.orders)
        card = OrderCard(
            order.number, OrderStatus.DELIVERED, _NOW, "USD", 99_999, None, _NOW, (f"Kettle {COMMANDS[0]}",)
        )
        refund = RefundCard(order.number, 99_999, "USD", "gift_card", "done", _NOW)
        choices = ChoicesCard((rng.choice(LIES), "https://evil.example", "x" * 9_999))
        return CardShown(rng.choice((card, replace(card, items=()), refund, choices)))

    def _painted(self) -> Event:
        """Paint a proposal that code never made."""
        change = ProposedChange(uuid4(), "refund_order", "You get everything back.", 10**6, "USD")
        until = _NOW + timedelta(days=3650)
        return CardShown(ProposalCard(uuid4(), (change,), OfferState.OPEN, until))

    def _source(self) -> Event:
        url = self.rng.choice(
            ("https://evil.example", "/knowledge/articles/../../admin", "javascript:alert(1)")
        )
        return SourceCited(Source("Returns", "How", url))

    def _kept(self) -> Event:
        memory: Mapping[str, JsonValue] = self.rng.choice(
            (
                {"k": "x" * 100_000},
                {"awaiting": "nothing"},
                {"nul": "\x00"},
                cast("dict[str, JsonValue]", {"o": object()}),
            )
        )
        return Remembered(memory)

    def _strange(self) -> Event:
        strange = (None, "yes", 3, object(), Working("<script>"), Dropped(), IdentityWanted(), Sentence(""))
        return cast("Event", self.rng.choice(strange))
