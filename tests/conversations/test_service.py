"""What was received is kept once, answered once, in order, and never over a colleague's head."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from support_ai.access.actor import Person, Reason, System
from support_ai.conversations import leases, service
from support_ai.conversations.models import HandledBy, Received, Speaker
from support_ai.conversations.policy import NotYoursError
from support_ai.core.database import Database
from tests.conftest import Addresses, Cast, Demo


async def tell(
    database: Database, person: Person, text: str, conversation: UUID | None = None, client: str | None = None
) -> Received:
    async with database.transaction(person) as conn:
        return await service.receive(conn, person, text, conversation, client)


async def answer(database: Database, person: Person, conversation: UUID, text: str) -> list[str]:
    """Take the turn, answer, and return the texts that were answered."""
    holder = uuid4()
    async with database.transaction(person) as conn:
        begun = await leases.begin_turn(conn, conversation, holder, datetime.now(UTC))
    assert begun is not None
    unanswered, key = begun
    async with database.transaction(person) as conn:
        posted = await leases.post(
            conn,
            conversation,
            key,
            holder,
            content=json.dumps({"text": text}),
            memory="{}",
            up_to=unanswered.up_to,
        )
    assert posted is not None
    return [str(json.loads(message.content)["text"]) for message in unanswered.waiting]


async def test_messages_are_numbered_without_gaps_also_when_they_come_at_once(
    database: Database, cast: Cast
) -> None:
    first = await tell(database, cast.visitor, "0")
    received = await asyncio.gather(
        *(tell(database, cast.visitor, str(n), first.conversation_id) for n in range(1, 12))
    )
    assert sorted(one.sequence for one in received) == list(range(2, 13))


async def test_a_message_sent_five_times_at_once_is_stored_once(database: Database, cast: Cast) -> None:
    received = await asyncio.gather(
        *(tell(database, cast.visitor, "hello", client="the same") for _ in range(5))
    )
    assert len({(one.conversation_id, one.sequence) for one in received}) == 1
    assert [one.is_repeat for one in received].count(False) == 1
    again = await tell(database, cast.visitor, "hello", received[0].conversation_id, "the same")
    assert again.is_repeat
    other = await tell(database, cast.visitor, "other")
    with pytest.raises(service.RepeatElsewhereError):
        await tell(database, cast.visitor, "hello", other.conversation_id, "the same")


async def test_a_client_id_is_its_persons_own(demo: Demo) -> None:
    replies: list[str] = []
    for name in ("rohan", "michael", "emma"):
        sent = {"message": "hello", "client_message_id": "the same"}
        got = await demo.client.post("/chat", headers=await demo.headers(name), json=sent)
        replies.append(got.json()["conversation_id"])
    assert len(set(replies)) == 3


async def test_a_flood_is_answered_whole_the_oldest_first(database: Database, cast: Cast) -> None:
    first = await tell(database, cast.visitor, "0")
    for number in range(1, 60):
        await tell(database, cast.visitor, str(number), first.conversation_id)
    heard: list[str] = []
    for _ in range(2):
        heard += await answer(database, cast.visitor, first.conversation_id, "an answer")
    assert heard == [str(number) for number in range(60)]


async def test_a_second_turn_waits_while_the_first_holds_the_lease(database: Database, cast: Cast) -> None:
    received = await tell(database, cast.visitor, "hello")
    now = datetime.now(UTC)
    async with database.transaction(cast.visitor) as conn:
        assert await leases.begin_turn(conn, received.conversation_id, uuid4(), now) is not None
    async with database.transaction(cast.visitor) as conn:
        assert await leases.begin_turn(conn, received.conversation_id, uuid4(), now) is None
        later = now + leases.LEASE + timedelta(seconds=1)
        assert await leases.begin_turn(conn, received.conversation_id, uuid4(), later) is not None


async def test_a_turn_whose_lease_was_lost_says_nothing(database: Database, cast: Cast) -> None:
    received = await tell(database, cast.visitor, "hello")
    conversation, slow = received.conversation_id, uuid4()
    async with database.transaction(cast.visitor) as conn:
        begun = await leases.begin_turn(conn, conversation, slow, datetime.now(UTC) - 2 * leases.LEASE)
    assert begun is not None
    await answer(database, cast.visitor, conversation, "the answer")
    async with database.transaction(cast.visitor) as conn:
        late = await leases.post(
            conn, conversation, begun[1], slow, content='{"text": "twice"}', memory="{}", up_to=1
        )
        assert late is None
        messages = await service.history(conn, conversation, 0, 10)
    assert [message.speaker for message in messages] == [Speaker.PERSON, Speaker.ASSISTANT]


async def test_what_a_dead_process_left_is_found_and_nothing_else(database: Database, cast: Cast) -> None:
    left = await tell(database, cast.visitor, "hello")
    answered = await tell(database, cast.visitor, "hello")
    await answer(database, cast.visitor, answered.conversation_id, "hello")
    now = datetime.now(UTC)

    async def found(moment: datetime) -> list[UUID]:
        async with database.transaction(System(Reason.TURN)) as conn:
            return [one.conversation_id for one in await leases.abandoned(conn, moment)]

    assert await found(now) == []
    assert await found(now + timedelta(minutes=1)) == [left.conversation_id]
    async with database.transaction(cast.visitor) as conn:
        await leases.begin_turn(conn, left.conversation_id, uuid4(), now + timedelta(minutes=1))
    assert await found(now + timedelta(minutes=1)) == []
    assert await found(now + timedelta(minutes=5)) == [left.conversation_id]
    assert await found(now + timedelta(days=2)) == []


def _age(addresses: Addresses) -> None:
    """Let every message be five minutes old; nobody but the tables' owner can."""
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("update support_ai.messages set created_at = now() - interval '5 minutes'")


async def test_a_turn_that_died_with_its_process_is_taken_up(demo: Demo, addresses: Addresses) -> None:
    resources = demo.shop.resources
    headers = await demo.headers("rohan")
    person = await resources.authenticator.authenticate(headers["authorization"][7:])
    received = await tell(resources.database, person, "Where is my order?")
    async with resources.database.transaction(person) as conn:
        # The process dies with the lease, long ago.
        await leases.begin_turn(
            conn, received.conversation_id, uuid4(), datetime.now(UTC) - timedelta(minutes=5)
        )
    _age(addresses)
    await resources.inbox.resume()
    reply = await resources.inbox.answer(person, received)
    assert reply.text == "Your order ORD-789 is arriving tomorrow!"
    path = f"/conversations/{received.conversation_id}/messages"
    items = (await demo.client.get(path, headers=headers)).json()["items"]
    assert [one["speaker"] for one in items] == ["person", "assistant"]


async def test_nobody_is_answered_whose_sessions_all_ended(demo: Demo, addresses: Addresses) -> None:
    resources = demo.shop.resources
    headers = await demo.headers("rohan")
    person = await resources.authenticator.authenticate(headers["authorization"][7:])
    received = await tell(resources.database, person, "Where is my order?")
    await demo.client.post("/auth/logout", headers=headers)
    _age(addresses)
    await resources.inbox.resume()
    await resources.inbox.turns.drain()
    async with resources.database.transaction(person) as conn:
        message, _ = await service.find_answer(conn, received.conversation_id, received.sequence)
    assert message is None


async def test_only_who_took_a_conversation_answers_it(database: Database, cast: Cast, demo: Demo) -> None:
    rohan = await demo.headers("rohan")
    talk = await demo.client.post("/chat", headers=rohan, json={"message": "hello"})
    path = f"/conversations/{talk.json()['conversation_id']}"
    emma, admin = await demo.headers("emma"), await demo.headers("admin")
    refused = await demo.client.post(f"{path}/reply", headers=emma, json={"message": "hi"})
    assert (refused.status_code, refused.json()["code"]) == (409, NotYoursError.code)
    assert (await demo.client.post(f"{path}/take", headers=emma)).status_code == 204
    for verb, sent in (("take", None), ("reply", {"message": "hi"}), ("release", None)):
        assert (await demo.client.post(f"{path}/{verb}", headers=admin, json=sent)).status_code == 409
    for name in ("rohan", "michael"):
        headers = await demo.headers(name)
        assert (await demo.client.post(f"{path}/take", headers=headers)).status_code == 403
    again = {"message": "where is it", "conversation_id": talk.json()["conversation_id"]}
    assert (await demo.client.post("/chat", headers=rohan, json=again)).json()["handled_by"] == "colleague"


async def test_what_a_colleague_answered_is_not_answered_again_by_the_assistant(demo: Demo) -> None:
    rohan, emma = await demo.headers("rohan"), await demo.headers("emma")
    talk = (await demo.client.post("/chat", headers=rohan, json={"message": "hello"})).json()
    conversation = talk["conversation_id"]
    path = f"/conversations/{conversation}"
    await demo.client.post(f"{path}/take", headers=emma)
    asked = {"message": "Where is my order?", "conversation_id": conversation, "client_message_id": "asked"}
    await demo.client.post("/chat", headers=rohan, json=asked)
    await demo.client.post(f"{path}/reply", headers=emma, json={"message": "On its way."})
    repeated = (await demo.client.post("/chat", headers=rohan, json=asked)).json()
    assert (repeated["reply"], repeated["handled_by"]) == ("On its way.", "colleague")
    await demo.client.post(f"{path}/release", headers=emma)
    thanks = await demo.client.post(
        "/chat", headers=rohan, json={"message": "thanks", "conversation_id": conversation}
    )
    assert thanks.json()["reply"] == "You're welcome! Is there anything else?"
    assert HandledBy.ASSISTANT.value == thanks.json()["handled_by"]


async def test_nobody_takes_their_own_conversation_with_the_assistant(demo: Demo) -> None:
    emma = await demo.headers("emma")
    own = (await demo.client.post("/chat", headers=emma, json={"message": "hello"})).json()["conversation_id"]
    for verb, sent, code in (
        ("take", None, "own_conversation"),
        ("reply", {"message": "hi"}, "not_yours"),
    ):
        answer = await demo.client.post(f"/conversations/{own}/{verb}", headers=emma, json=sent)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
