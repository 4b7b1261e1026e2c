"""What the shop has set counts in every turn, whichever brain answers: before it, around it, and after it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from support_ai.actions import service as actions
from support_ai.agent.answering import UNKNOWN_HERE
from support_ai.agent.brain import Event, Missed, Sentence, Turn
from support_ai.agent.guard import Guard
from support_ai.agent.tools.orders import GET_ORDER, GetOrder
from support_ai.agent.turn import Turns
from support_ai.bootstrap import Thought
from support_ai.channels.inbound import Inbound, Inbox
from support_ai.channels.web.wire import message_out
from support_ai.conversations import service as conversations
from support_ai.core.clock import now
from support_ai.core.database import Database
from support_ai.core.live import Live
from support_ai.shop import behaviour_service, documents
from support_ai.shop.behaviour import Behaviour, checked
from support_ai.shop.hours import HOURS, Hours, Week
from tests.agent.test_offers import CANCEL, Talks, talks
from tests.agent.test_turn import Nobody, Scripted
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner as look
from tests.identity.signing_in import audited

__all__ = ["talks"]
pytestmark = [pytest.mark.usefixtures("accounts")]
TOPIC = {"name": "politics", "phrases": ["the election"], "answer": "We do not talk about elections."}
ANSWER = {"name": "hours", "questions": ["when are you open"], "answer": "Monday to Friday, 9 to 5!"}


async def publish(database: Database, cast: Cast, **settings: Any) -> None:
    """Let settings count."""
    async with database.transaction(cast.admin) as conn:
        version = (await behaviour_service.published(conn)).version
        wanted = checked(Behaviour.model_validate(settings))
        draft = await behaviour_service.save_draft(conn, 0, version, wanted)
        await behaviour_service.publish(conn, draft.version)


@pytest.mark.parametrize("name", ["rohan", "visitor", "emma", "owner"])
async def test_the_shops_own_words_go_before_any_brain(
    talks: Talks, database: Database, cast: Cast, name: str
) -> None:
    await publish(database, cast, forbidden_topics=[TOPIC], verbatim_answers=[ANSWER], tone="formal")
    talk = talks(cast.people()[name])
    said = [
        (await talk.say(text, reply="I'm the brain!")).text
        for text in (
            "Who wins the election?",
            "when are you OPEN",
            "when are you open after the election",
            "else",
        )
    ]
    assert said == [TOPIC["answer"], ANSWER["answer"], TOPIC["answer"], "I am the brain."]


async def test_a_bare_greeting_first_gets_the_shops(talks: Talks, database: Database, cast: Cast) -> None:
    await publish(database, cast, name="Ada", greeting="Welcome to {shop}, I am {name}.")
    talk = talks(cast.rohan)
    assert (await talk.say("Hello!", reply="brain")).text == "Welcome to Our shop, I am Ada."
    assert (await talk.say("hello", reply="brain")).text == "brain"
    assert (await talks(cast.rohan).say("hello, where is my order?", reply="brain")).text == "brain"
    assert (await talks(cast.emma).say("hello", reply="brain")).text == "brain"


async def test_a_tool_that_is_off_is_not_there_and_what_was_shown_before_is_not_done(
    talks: Talks, database: Database, cast: Cast
) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    await publish(database, cast, tools={"cancel_order": "off"})
    assert "The shop lets me do this no more" in ((await talk.say("yes")).text or "")
    assert talk.order() == "pending"
    await talk.say("cancel it all the same", CANCEL)
    assert talk.refused == ["not_offered"]


async def test_with_approval_a_yes_waits_for_a_colleague_and_the_person_is_told_once(
    talks: Talks, database: Database, cast: Cast
) -> None:
    await publish(database, cast, tools={"cancel_order": "with_approval"})
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    told = await talk.say("yes")
    assert "needs a colleague's approval" in (told.text or "")
    assert (talk.order(), talk.states()) == ("pending", ["cancel_order awaiting_approval"])
    ((number, digest),) = look(talk.addresses, "select proposal_id, digest from proposals")
    async with database.transaction(cast.emma) as conn:
        await actions.approve(conn, number, digest, now())
    assert talk.order() == "cancelled"
    notices = [
        text for speaker, text in await texts(database, cast, talk.conversation_id) if speaker == "notice"
    ]
    assert len(notices) == 1
    assert notices[0].startswith("A colleague approved it, and it is done: Cancel order ORD-999")


@pytest.mark.parametrize(("is_yes", "begins"), [(True, "Done: Cancel order"), (False, "All right, nothing")])
async def test_a_button_is_told_in_the_conversation_and_a_yes_after_it_is_none(
    talks: Talks, database: Database, cast: Cast, *, is_yes: bool, begins: str
) -> None:
    talk = talks(cast.michael)
    await talk.say("cancel my order", CANCEL)
    ((number,),) = look(talk.addresses, "select proposal_id from proposals")
    async with database.transaction(cast.michael) as conn:
        await actions.press(conn, number, now(), is_yes=is_yes)
    assert (await talk.say("yes", reply="To what?")).text == "To what?"
    said = await texts(database, cast, talk.conversation_id)
    assert [text.startswith(begins) for speaker, text in said if speaker == "notice"] == [True]
    assert talk.order() == ("cancelled" if is_yes else "pending")


async def texts(database: Database, cast: Cast, conversation_id: UUID | None) -> list[tuple[str, str]]:
    """Return what stands in Michael's conversation: who said it, and the text."""

    assert conversation_id is not None
    async with database.transaction(cast.michael) as conn:
        kept = await conversations.history(conn, conversation_id, 0, 50)
    return [(one.speaker.value, message_out(one).text) for one in kept]


async def _handled_by(talk_addresses: Addresses) -> list[tuple[Any, ...]]:
    return look(
        talk_addresses,
        "select c.handled_by, (select reason from hand_overs h where h.conversation_id = c.conversation_id)"
        " from conversations c",
    )


def _inbox(database: Database, thought: Thought, script: Any) -> Inbox:
    turns = Turns(database, thought.embedder, Scripted(script), Guard(frozenset()))
    return Inbox(database, turns, Live(database), Nobody())


async def _missing(_turn: Turn) -> AsyncIterator[Event]:
    yield Missed()


async def _lying(_turn: Turn) -> AsyncIterator[Event]:
    yield Sentence("Your refund of $500.00 is on its way.")


async def _chat(inbox: Inbox, person: Any, *said: str) -> list[str]:
    replies: list[str] = []
    place: UUID | None = None
    for text in said:
        reply = await inbox.ask(person, Inbound(text, place))
        place = reply.conversation_id
        replies.append(reply.text or "")
    return replies


@pytest.mark.parametrize("name", ["rohan", "visitor"])
async def test_what_is_not_understood_three_times_goes_to_colleagues(
    database: Database, thought: Thought, cast: Cast, addresses: Addresses, name: str
) -> None:
    await publish(database, cast, unknown="No idea. A person?")
    inbox = _inbox(database, thought, _missing)
    said = await _chat(inbox, cast.people()[name], "one", "two", "three", "four")
    assert said[:2] == ["No idea. A person?"] * 2
    assert "passed this conversation on to a colleague" in said[2]
    assert said[3] == "No idea. A person?"
    assert await _handled_by(addresses) == [("waiting", "repeated_failure")]


async def test_two_answers_held_back_in_a_row_go_to_colleagues_and_are_counted(
    database: Database, thought: Thought, cast: Cast, addresses: Addresses
) -> None:
    inbox = _inbox(database, thought, _lying)
    said = await _chat(inbox, cast.rohan, "where is my money", "wo ist mein geld?")
    assert "passed this conversation on" not in said[0]
    assert "500" not in "".join(said)
    assert "passed this conversation on to a colleague" in said[1]
    assert said[1].startswith(("Ich kann nicht sagen", "Das prüfe ich lieber"))
    assert await _handled_by(addresses) == [("waiting", "blocked_answer")]
    assert len(audited(addresses, "guard.withhold")) == 2


@pytest.mark.parametrize(
    "case",
    [
        ({"hand_over": {"phrases": ["talk to my bank"]}}, "I will talk to my bank", True),
        ({}, "This is ridiculous!", True),
        ({"hand_over": {"when_frustrated": False}}, "This is ridiculous!", False),
        ({"hand_over": {"order_total_above": 10}}, "look at my order", True),
        ({"hand_over": {"order_total_above": 1000}}, "look at my order", False),
    ],
)
async def test_the_shops_rules_give_conversations_to_colleagues(
    talks: Talks, database: Database, thought: Thought, cast: Cast, case: tuple[Any, str, bool]
) -> None:
    settings, text, is_handed_over = case
    await publish(database, cast, **settings)

    async def looking(turn: Turn) -> AsyncIterator[Event]:
        await turn.tools.use(GET_ORDER, GetOrder(order_number="ORD-999"))
        yield Sentence("I see.")

    talk = talks(cast.michael)
    talk.inbox = _inbox(database, thought, looking)
    said = await talk.say(text)
    assert ("passed this conversation on" in (said.text or "")) is is_handed_over
    assert await _handled_by(talk.addresses) == [
        ("waiting", "rule") if is_handed_over else ("assistant", None)
    ]


async def test_colleagues_are_passed_on_to_nobody(database: Database, thought: Thought, cast: Cast) -> None:
    inbox = _inbox(database, thought, _missing)
    said = await _chat(inbox, cast.emma, *["what the hell"] * 4)
    assert set(said) == {UNKNOWN_HERE}
    assert UNKNOWN_HERE.startswith("I don't know that.")


async def test_outside_hours_customers_get_a_ticket_where_the_shop_wants_that(
    talks: Talks, database: Database, cast: Cast
) -> None:
    await publish(database, cast, hand_over={"outside_hours": "open_ticket", "phrases": ["my bank"]})
    talk = talks(cast.michael)
    # Without opening hours nobody ever works.
    async with database.transaction(cast.admin) as conn:
        await documents.store(conn, HOURS, 0, Hours(week=Week(**dict.fromkeys(Week.model_fields, ()))))
    said = (await talk.say("I will ask my bank")).text or ""
    assert "I have opened ticket" in said
    assert look(talk.addresses, "select count(*) from tickets where customer_id = 'CUST-456'") == [(1,)]
    assert (await _handled_by(talk.addresses))[0][0] == "assistant"


async def test_a_figure_of_an_earlier_turn_may_be_said_again(
    talks: Talks, database: Database, thought: Thought, cast: Cast
) -> None:
    async def once(turn: Turn) -> AsyncIterator[Event]:
        if turn.text == "look":
            await turn.tools.use(GET_ORDER, GetOrder(order_number="ORD-999"))
            yield Sentence("I have it.")
        else:
            yield Sentence("Order ORD-999 costs $19.90." if turn.text == "again" else "I see.")

    talk = talks(cast.michael)
    talk.inbox = _inbox(database, thought, once)
    assert "$19.90" not in ((await talk.say("again")).text or "")
    for text in ("look", "and", "so"):
        await talk.say(text)
    assert (await talk.say("again")).text == "Order ORD-999 costs $19.90."
    memory = look(talk.addresses, "select memory from conversations")[0][0]
    assert b"19.9" not in bytes(memory)


async def test_what_was_taken_out_of_a_message_is_owned_up_to(
    database: Database, thought: Thought, cast: Cast
) -> None:
    heard: list[str] = []

    async def listening(turn: Turn) -> AsyncIterator[Event]:
        heard.append(turn.text)
        yield Sentence("I see.")

    inbox = _inbox(database, thought, listening)
    said = await _chat(
        inbox,
        cast.rohan,
        "please charge 4242 4242 4242 4242 for my order",
        "4242424242424242",
        "mi contraseña es: Geheim123 y quiero devolver mi pedido",
    )
    assert said[0].startswith("I removed a card number from your message")
    assert said[0].endswith("I see.")
    assert said[1].startswith("I removed a card number")
    assert not said[1].endswith("I see.")
    assert said[2].startswith("He eliminado una contraseña")
    assert [("4242" in text, "Geheim" in text) for text in heard] == [(False, False)] * 2
