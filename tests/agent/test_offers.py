"""What is shown in a conversation is committed by the person's own yes to it, once, and by nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import JsonValue

from support_ai.access.actor import Person
from support_ai.agent.brain import Dropped, Event, Refusal, Sentence, Turn
from support_ai.agent.guard import Guard
from support_ai.agent.tools.changes import CHANGES, OWN_CHANGES
from support_ai.agent.turn import Turns
from support_ai.bootstrap import Thought
from support_ai.channels.inbound import Inbound, Inbox, Reply
from support_ai.core.database import Database
from support_ai.core.live import Live
from tests.agent.test_turn import Nobody, Scripted
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner as look
from tests.shop_files import FILES, import_shop

pytestmark = [pytest.mark.usefixtures("accounts")]
Plan = tuple[str, dict[str, JsonValue]]
CANCEL: Plan = ("cancel_order", {"number": "ORD-999", "reason": "no longer needed"})
ADDRESS: dict[str, JsonValue] = {
    "address1": "9 Elm Street",
    "city": "Salem",
    "postal_code": "97301",
    "country": "US",
}
MOVE: Plan = ("change_order_address", {"number": "ORD-999", **ADDRESS})
MOVE_HOUSE: Plan = ("change_customer_address", ADDRESS)


@dataclass
class Talk:
    """A conversation with a brain that plans what a test says; `plans` are for the messages that code does not settle."""

    person: Person
    addresses: Addresses
    inbox: Inbox = field(init=False)
    plans: list[Sequence[Plan] | str] = field(default_factory=list[Sequence[Plan] | str])
    refused: list[str] = field(default_factory=list[str])
    conversation_id: UUID | None = None
    think: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)

    async def say(self, text: str, *plans: Plan, reply: str = "") -> Reply:
        """Say something; the brain, if it is asked, plans this or says that."""
        self.plans = [plans or reply]
        said = await self.inbox.ask(self.person, Inbound(text, self.conversation_id))
        self.conversation_id = said.conversation_id
        return said

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Do what the test says, once the brain has thought."""
        await self.think()
        plan = self.plans.pop(0)
        if isinstance(plan, str):
            if plan == "drop":
                yield Dropped()
            yield Sentence(plan or "I see.")
            return
        tools = OWN_CHANGES if "refund_order" not in turn.tools.offered else CHANGES
        for name, arguments in plan:
            tool = tools[name]
            planned = await turn.tools.use(tool, tool.arguments.model_validate(arguments))
            if isinstance(planned, Refusal):
                self.refused.append(planned.rule)
                yield Sentence(planned.sentence)

    def states(self) -> list[str]:
        """Return what became of every proposal, in order."""
        rows = look(self.addresses, "select action, state from proposals order by asked_at, action")
        return [f"{action} {state}" for action, state in rows]

    def order(self) -> str:
        """Return how Michael's order stands."""
        return str(look(self.addresses, "select status from orders where number = 'ORD-999'")[0][0])


Talks = Callable[[Person], Talk]


@pytest.fixture
async def talks(database: Database, thought: Thought, addresses: Addresses, tmp_path: Path) -> Talks:
    """Return a maker of conversations in the shop of the files."""
    paid = FILES["payments.csv"] + "ORD-999,payment,19.90,card,2026-01-03T11:00:01Z,1\n"
    await import_shop(database, tmp_path, payments=paid)

    def made(person: Person) -> Talk:
        talk = Talk(person, addresses)
        turns = Turns(database, thought.embedder, Scripted(talk.respond), Guard(frozenset()))
        talk.inbox = Inbox(database, turns, Live(database), Nobody())
        return talk

    return made


def _kinds(reply: Reply) -> list[object]:
    return [card["kind"] for card in reply.cards]


async def test_a_yes_to_what_was_shown_commits_it_and_says_so(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    shown = await talk.say("cancel my order", CANCEL)
    assert "Cancel order ORD-999" in (shown.text or "")
    assert "$19.90" in (shown.text or "")
    assert _kinds(shown) == ["proposal"]
    assert (talk.order(), talk.states()) == ("pending", ["cancel_order proposed"])
    done = await talk.say("Yes please!")
    assert (done.text or "").startswith("Done: order ORD-999 is cancelled.")
    assert (talk.order(), talk.states()) == ("cancelled", ["cancel_order committed"])
    again = await talk.say("yes", reply="To what?")
    assert again.text == "To what?"
    assert talk.states() == ["cancel_order committed"]


@pytest.mark.parametrize("text", ["no", "No thanks", "never mind", "don't do it", "nope 👎"])
async def test_a_no_ends_it(talks: Talks, cast: Cast, text: str) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    left = await talk.say(text)
    assert left.text == "All right, I left everything as it is."
    assert (await talk.say("yes", reply="To what?")).text == "To what?"
    assert (talk.order(), talk.states()) == ("pending", ["cancel_order declined"])


@pytest.mark.parametrize(
    "text",
    [
        "yes but only the lamp",
        "yes?",
        "maybe",
        "cancel that",
        "yes no",
        "ok thanks, and where is my parcel",
        "why",
    ],
)
async def test_anything_else_leaves_it_and_it_is_shown_again(talks: Talks, cast: Cast, text: str) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    aside = await talk.say(text, reply="That is another question.")
    assert (aside.text or "").startswith(
        "That is another question. The change above still waits for your yes:"
    )
    assert _kinds(aside) == ["proposal"]
    assert talk.states() == ["cancel_order proposed"]
    await talk.say("yes")
    assert talk.states() == ["cancel_order committed"]


async def test_a_new_plan_takes_the_place_of_the_old_one(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    await talk.say("no, just send it elsewhere", MOVE)
    await talk.say("yes")
    assert talk.states() == ["cancel_order superseded", "change_order_address committed"]
    assert talk.order() == "pending"


async def test_what_is_dropped_cannot_be_had_by_a_yes(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    await talk.say("on second thoughts I will keep it", reply="drop")
    await talk.say("yes", reply="To what?")
    assert (talk.order(), talk.states()) == ("pending", ["cancel_order superseded"])


async def test_a_yes_that_was_sent_before_anything_was_shown_is_none(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    await talk.say("hello")
    talk.plans = [(CANCEL,), "To what?"]
    first = asyncio.create_task(talk.inbox.ask(talk.person, Inbound("cancel it", talk.conversation_id)))
    second = asyncio.create_task(talk.inbox.ask(talk.person, Inbound("yes", talk.conversation_id)))
    await asyncio.gather(first, second)
    assert talk.order() == "pending"
    assert "cancel_order committed" not in talk.states()


async def test_several_changes_are_one_summary_and_one_yes(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    shown = await talk.say("move my order and my home", MOVE_HOUSE, MOVE)
    assert "Shall I do all of that?" in (shown.text or "")
    await talk.say("yes to all of that", reply="Yes or no?")
    await talk.say("yes")
    assert sorted(talk.states()) == ["change_customer_address committed", "change_order_address committed"]


async def test_of_several_changes_all_are_done_or_none(
    talks: Talks, cast: Cast, addresses: Addresses
) -> None:
    talk = talks(cast.michael)
    await talk.say("move my order and my home", MOVE_HOUSE, MOVE)
    look(addresses, "update orders set status = 'shipped' where number = 'ORD-999' returning 1")
    refused = await talk.say("yes")
    assert (refused.text or "").endswith("Nothing was changed.")
    assert sorted(talk.states()) == ["change_customer_address superseded", "change_order_address superseded"]
    rows = look(addresses, "select outcome from audit_entries where action = 'customer.change_address'")
    assert rows == []
    assert look(addresses, "select state, rule from offers") == [("refused", "orders.address.not_pending")]


async def test_the_same_plan_twice_is_one_change(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel, cancel!", CANCEL, CANCEL)
    await talk.say("yes")
    assert talk.states() == ["cancel_order committed"]


async def test_above_a_limit_the_yes_leads_to_an_approval(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.emma)
    shown = await talk.say(
        "give them 51 dollars",
        ("adjust_order", {"number": "ORD-999", "kind": "goodwill_credit", "amount": 5100, "reason": "late"}),
    )
    assert "$51.00" in (shown.text or "")
    asked = await talk.say("yes")
    assert "needs a colleague's approval" in (asked.text or "")
    assert talk.states() == ["adjust_order awaiting_approval"]


async def test_a_stranger_can_plan_nothing(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.rohan)
    await talk.say("cancel it", CANCEL)
    assert talk.refused == ["order_not_found"]
    await talk.say("yes")
    assert talk.states() == []
    visitor = talks(cast.visitor)
    await visitor.say("cancel it", CANCEL)
    assert visitor.refused == ["not_offered"]


async def test_fifty_yeses_at_once_commit_once(talks: Talks, cast: Cast) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    talk.plans = ["To what?"] * 60
    inbound = Inbound("yes", talk.conversation_id)
    await asyncio.gather(*(talk.inbox.ask(talk.person, inbound) for _ in range(50)))
    assert talk.states() == ["cancel_order committed"]
