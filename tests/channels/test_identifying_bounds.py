"""What a code in a conversation does not do: open anything elsewhere, stay anywhere, count twice. Rows C2, C4, C5, G3."""

import asyncio
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from support_ai.access.actor import Reason, System
from support_ai.core.crypto import Keyring
from support_ai.identity.tokens import digest
from support_ai.privacy.retention import forget_old
from tests.channels.test_chat import events_of
from tests.channels.test_identifying import WRONG
from tests.channels.threads import ARRIVING, SENT, Thread
from tests.conftest import Addresses, Demo
from tests.identity.asking import ask, mailed, prove, settled
from tests.identity.signing_in import as_owner
from tests.privacy.sealing import opened_texts

EMAIL = "rohan@example.com"
QUESTION = "Where is my order?"
NOT_AWAITED = "I am not waiting for a code in this conversation."


@pytest.fixture
def thread(demo: Demo, addresses: Addresses) -> Thread:
    """Give a thread in which nothing was said."""
    return Thread(demo, addresses)


async def test_C4_a_code_that_was_asked_for_elsewhere_opens_no_conversation(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask(QUESTION, EMAIL)
    await settled(addresses)
    elsewhere = await ask(thread.demo.shop, email=EMAIL)
    told = await thread.say(await mailed(thread.demo.shop, addresses))
    assert (told["reply"], told["session"]) == (WRONG, None)
    signed_in = await prove(thread.demo.shop, elsewhere, thread.demo.shop.mail.code())
    assert signed_in.status_code == 200


async def test_C4_a_conversations_code_opens_nothing_elsewhere_even_with_its_challenge(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask(QUESTION, EMAIL)
    code, challenge = await thread.code(), "a challenge that nobody was told"
    as_owner(addresses, "update one_time_codes set challenge_hash = %s returning 1", digest(challenge))
    assert (await prove(thread.demo.shop, challenge, code)).status_code == 422
    other = Thread(thread.demo, addresses, thread.headers)
    await other.ask(QUESTION)
    assert (await other.ask(code))[0].startswith(NOT_AWAITED)
    stranger = Thread(thread.demo, addresses)
    await stranger.ask(QUESTION, "nobody@example.com")
    assert await stranger.ask(code) == [WRONG]
    assert (await thread.say(code))["reply"] == ARRIVING


async def test_G3_the_visitors_token_opens_the_old_thread_only_and_nothing_personal_is_in_it(
    thread: Thread,
) -> None:
    await thread.ask(QUESTION, "ORD-789")
    told = await thread.say(await thread.code())
    path = f"/conversations/{told['conversation_id']}/messages"
    assert (await thread.demo.client.get(path, headers=thread.headers)).status_code == 404
    listed = (await thread.demo.client.get("/conversations", headers=thread.headers)).json()["items"]
    assert [one["conversation_id"] for one in listed] == [thread.conversation]
    texts = await thread.texts()
    assert texts[-2] == "(a one-time code)"
    assert texts[-1].startswith("That was the right code: you are signed in")
    assert not any("tomorrow" in text or EMAIL in text for text in texts)
    assert "e-mail address" in (await thread.ask(QUESTION))[0]
    headers = {"authorization": f"Bearer {told['session']['access_token']}"}
    items = (await thread.demo.client.get(path, headers=headers)).json()["items"]
    assert [one["text"] for one in items] == [QUESTION, ARRIVING]
    assert (await thread.demo.client.get(path)).status_code == 401


async def test_G3_another_visitor_cannot_type_the_code_into_somebodys_thread(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask(QUESTION, EMAIL)
    stranger = Thread(thread.demo, addresses)
    await stranger.ask("Hello")
    stranger.conversation = thread.conversation
    for message in (code := await thread.code(), f"my code is {code}"):
        assert (await stranger.post(message)).status_code == 404
    assert (await thread.say(code))["reply"] == ARRIVING


async def test_C5_neither_the_code_nor_what_was_typed_is_stored_or_logged(
    thread: Thread, addresses: Addresses, keys: Keyring, log: io.StringIO
) -> None:
    typed = "rohan@example.com"
    await thread.ask(QUESTION, typed)
    code = await thread.code()
    await thread.ask(f"the code is {code[:3]} {code[3:]}")
    await settled(addresses)
    for place, text in _everything(addresses):
        assert code not in text, place
        assert f"{code[:3]} {code[3:]}" not in text, place
        assert typed not in text, place
    assert not any(code in text for text in opened_texts(addresses, keys).values())
    assert code not in log.getvalue()
    assert typed not in log.getvalue()


def _everything(addresses: Addresses) -> Iterator[tuple[str, str]]:
    """Yield every row of every table as text."""
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("set session_replication_role = replica")
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('support_ai', 'jobs')"
        ).fetchall()
        for schema, table in tables:
            statement = sql.SQL("select t::text from {} t").format(sql.Identifier(schema, table))
            yield from ((table, str(row[0])) for row in connection.execute(statement).fetchall())


async def test_C2_of_twenty_right_codes_at_once_one_signs_in(thread: Thread, addresses: Addresses) -> None:
    await thread.ask(QUESTION, EMAIL)
    code = await thread.code()
    before = as_owner(addresses, "select count(*) from sessions")
    answers = await asyncio.gather(*(thread.say(code) for _ in range(20)))
    assert sum(answer["session"] is not None for answer in answers) == 1
    assert as_owner(addresses, "select count(*) from sessions") == [(before[0][0] + 1,)]
    begun = "select count(*) from messages where client_message_id like 'identified:%%'"
    assert as_owner(addresses, begun) == [(1,)]


async def test_a_code_that_is_sent_twice_is_taken_in_once_and_the_second_answer_is_honest(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask(QUESTION, EMAIL)
    code = await thread.code()
    first, second = await thread.say(code, "once"), await thread.say(code, "once")
    assert first["reply"] == ARRIVING
    assert (second["session"], second["conversation_id"]) == (None, thread.conversation)
    assert "ask me your question again here, and I will send a new code" in second["reply"]
    assert as_owner(addresses, "select count(*) from messages where client_message_id = 'once'") == [(1,)]


async def test_J1_a_process_that_dies_behind_the_code_leaves_a_way_to_go_on(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask(QUESTION, EMAIL)
    code = await thread.code()
    as_owner(addresses, "update one_time_codes set used_at = now() returning 1")
    told = await thread.say(code, "resent")
    assert (told["reply"], told["session"]) == (WRONG, None)
    assert await thread.ask("send it again") == [SENT]
    assert (await thread.say(await thread.code()))["reply"] == ARRIVING


async def test_the_same_conversation_streams(thread: Thread) -> None:
    await thread.ask(QUESTION, EMAIL)
    sent = {"message": await thread.code(), "conversation_id": thread.conversation}
    headers = thread.headers | {"accept": "text/event-stream"}
    answer = await thread.demo.client.post("/chat", headers=headers, json=sent)
    assert "support_ai_refresh" in answer.headers["set-cookie"]
    events = events_of(answer.text)
    assert [name for name, _ in events] == ["conversation", "working", "sentence", "card", "done"]
    assert events[-1][1]["reply"] == ARRIVING
    assert events[-1][1]["session"]["access_token"]


async def test_an_unverified_customer_proves_their_address_in_the_same_way(
    demo: Demo, addresses: Addresses
) -> None:
    as_owner(addresses, "delete from accounts where customer_id = 'CUST-123' returning 1")
    await demo.shop.register(EMAIL, "secure123", "Rohan")
    thread = Thread(demo, addresses, await demo.shop.login(EMAIL, "secure123"))
    (asked,) = await thread.ask(QUESTION)
    assert asked.startswith("Your account is not linked to your orders yet.")
    first = await thread.code()
    assert len(demo.shop.mail.mails) == 1
    assert (await thread.ask("send it again"))[0].startswith("A new code is on its way")
    second = await thread.code()
    if first != second:
        assert await thread.ask(first) == [WRONG]
        as_owner(addresses, "update one_time_codes set tried_at = null returning 1")
    told = await thread.say(second)
    assert (told["reply"], told["conversation_id"]) == (ARRIVING, thread.conversation)
    assert (await demo.client.get("/me", headers=thread.headers)).status_code == 401
    thread.headers = {"authorization": f"Bearer {told['session']['access_token']}"}
    assert "(a one-time code)" in await thread.texts()
    assert not any(second in text for text in await thread.texts())
    assert await thread.ask(QUESTION) == [ARRIVING]


async def test_a_code_is_taken_in_silently_while_a_colleague_answers(thread: Thread) -> None:
    await thread.ask(QUESTION, EMAIL)
    emma = await thread.demo.headers("emma")
    take = f"/conversations/{thread.conversation}/take"
    assert (await thread.demo.client.post(take, headers=emma)).status_code == 204
    told = await thread.say(await thread.code())
    assert told["reply"] == ARRIVING
    assert (await thread.texts())[-1] == "(a one-time code)"


async def test_K8_how_far_it_was_goes_with_the_conversation(thread: Thread, addresses: Addresses) -> None:
    await thread.ask(QUESTION, EMAIL)
    await settled(addresses)
    moment = datetime.now(UTC) + timedelta(days=31)
    await forget_old(thread.demo.shop.resources.database, moment)
    assert as_owner(addresses, "select count(*) from identifications") == [(0,)]
    # What counts how often somebody is written to stays.
    assert as_owner(addresses, "select conversation_id from one_time_codes") == [(None,)]


async def test_G3_a_visitor_reads_no_way_of_finding_out_and_writes_none(
    thread: Thread, addresses: Addresses
) -> None:
    await thread.ask(QUESTION, EMAIL)
    database = thread.demo.shop.resources.database
    person = await thread.demo.shop.resources.authenticator.authenticate(
        thread.headers["authorization"].removeprefix("Bearer ")
    )
    for actor, rows in ((person, 1), (System(Reason.TURN), 0)):
        async with database.transaction(actor, read_only=True) as conn:
            cursor = await conn.execute("select stage from identifications")
            assert len(await cursor.fetchall()) == rows
    async with database.transaction(person) as conn:
        changed = await conn.execute("update identifications set stage = 'done'")
        assert changed.rowcount == 0
        cursor = await conn.execute("select count(*) from one_time_codes")
        assert await cursor.fetchone() == (0,)
