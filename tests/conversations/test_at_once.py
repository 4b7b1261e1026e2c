"""Whoever acts at the same moment: one wins, nothing is lost, nobody speaks over anybody."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

import pytest
from psycopg.errors import InsufficientPrivilege

from support_ai.access.actor import Assistant, Staff, Visitor
from support_ai.conversations import colleagues, leases, service
from support_ai.conversations.models import HandledBy, Speaker
from support_ai.core.database import Database
from support_ai.core.errors import ConflictError
from tests.conftest import Addresses, Cast
from tests.conversations.conftest import begin
from tests.identity.signing_in import as_owner

pytestmark = pytest.mark.usefixtures("accounts")
Act = Any


async def _try(database: Database, actor: Staff | Assistant | Visitor, work: Act, *given: Any) -> str:
    """Do something in a transaction of its own, and return `ok` or the code of the refusal."""
    try:
        async with database.transaction(actor) as conn:
            await (work(conn, actor, *given) if isinstance(actor, Staff) else work(conn, *given))
    except ConflictError as error:
        return error.code
    return "ok"


async def _standing(database: Database, cast: Cast, talk: UUID) -> tuple[HandledBy, UUID | None]:
    async with database.transaction(cast.emma) as conn:
        one = await service.get_conversation(conn, talk)
    return one.handled_by, one.assigned_to


async def _said(database: Database, cast: Cast, talk: UUID) -> list[tuple[str, str]]:
    async with database.transaction(cast.visitor) as conn:
        rows = await service.history(conn, talk, 0, 100)
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    return [(row.speaker.value, json.loads(row.content)["text"]) for row in rows]


async def _begin_turn(database: Database, visitor: Visitor, talk: UUID) -> tuple[Any, UUID]:
    holder = uuid4()
    async with database.transaction(visitor) as conn:
        begun = await leases.begin_turn(conn, talk, holder, datetime.now(UTC))
    assert begun is not None
    return begun, holder


async def _finish(database: Database, visitor: Visitor, talk: UUID, begun: Any, holder: UUID) -> bool:
    unanswered, key = begun
    async with database.transaction(visitor) as conn:
        posted = await leases.post(
            conn, talk, key, holder, content='{"text": "an answer"}', memory="{}", up_to=unanswered.up_to
        )
    return posted is not None


async def test_of_two_who_take_at_once_one_does(database: Database, cast: Cast) -> None:
    for _ in range(10):
        talk = await begin(database, cast.visitor)
        found = await asyncio.gather(
            *(_try(database, who, colleagues.take, talk) for who in (cast.emma, cast.admin))
        )
        assert sorted(found) == ["not_yours", "ok"]
        winner = cast.emma if found[0] == "ok" else cast.admin
        assert await _standing(database, cast, talk) == (HandledBy.COLLEAGUE, winner.account_id)
        assert [speaker for speaker, _ in await _said(database, cast, talk)].count("notice") == 1


async def test_of_twenty_who_take_at_once_one_does(database: Database, cast: Cast) -> None:
    talk = await begin(database, cast.visitor)
    people = [cast.emma, cast.admin, cast.owner] * 7
    found = await asyncio.gather(*(_try(database, who, colleagues.take, talk) for who in people[:20]))
    handled_by, assignee = await _standing(database, cast, talk)
    assert handled_by is HandledBy.COLLEAGUE
    assert found == ["ok" if who.account_id == assignee else "not_yours" for who in people[:20]]
    assert [speaker for speaker, _ in await _said(database, cast, talk)].count("notice") == 1


async def test_a_reply_and_a_release_at_once_come_one_after_the_other(database: Database, cast: Cast) -> None:
    outcomes: set[str] = set()
    for _ in range(20):
        talk = await begin(database, cast.visitor)
        await _try(database, cast.emma, colleagues.take, talk)
        replied, released = await asyncio.gather(
            _try(database, cast.emma, colleagues.reply, talk, "here"),
            _try(database, cast.emma, colleagues.release, talk),
        )
        assert released == "ok"
        outcomes.add(replied)
        speakers = [speaker for speaker, _ in await _said(database, cast, talk)]
        # Whoever was refused said nothing, and what waited before still does.
        assert speakers.count("colleague") == (replied == "ok")
        async with database.transaction(cast.visitor) as conn:
            answer, _ = await service.find_answer(conn, talk, 1)
        assert (answer is not None) == (replied == "ok")
        assert await _standing(database, cast, talk) == (HandledBy.ASSISTANT, None)
    assert outcomes <= {"ok", "not_yours"}


async def test_a_hand_over_never_takes_a_conversation_from_who_takes_it_at_once(
    database: Database, cast: Cast
) -> None:
    for _ in range(20):
        talk = await begin(database, cast.visitor)
        found = await asyncio.gather(
            _try(database, Assistant(cast.visitor), service.hand_over, talk),
            _try(database, cast.emma, colleagues.take, talk),
        )
        assert found == ["ok", "ok"]
        assert await _standing(database, cast, talk) == (HandledBy.COLLEAGUE, cast.emma.account_id)


async def test_an_answer_that_ends_after_a_colleague_took_over_is_dropped(
    database: Database, cast: Cast
) -> None:
    talk = await begin(database, cast.visitor)
    begun, holder = await _begin_turn(database, cast.visitor, talk)
    assert await _try(database, cast.emma, colleagues.take, talk) == "ok"
    assert not await _finish(database, cast.visitor, talk, begun, holder)
    assert [speaker for speaker, _ in await _said(database, cast, talk)] == ["person", "notice"]


async def test_an_old_turn_says_nothing_though_the_conversation_was_given_back_meanwhile(
    database: Database, cast: Cast
) -> None:
    talk = await begin(database, cast.visitor)
    old, holder = await _begin_turn(database, cast.visitor, talk)
    await _try(database, cast.emma, colleagues.take, talk)
    await _try(database, cast.emma, colleagues.release, talk)
    # At once, and not after the old lease ran out.
    new, other = await _begin_turn(database, cast.visitor, talk)
    assert not await _finish(database, cast.visitor, talk, old, holder)
    assert await _finish(database, cast.visitor, talk, new, other)
    assert [speaker for speaker, _ in await _said(database, cast, talk)].count("assistant") == 1


async def test_an_answer_and_a_take_at_once_leave_no_answer_behind_the_take(
    database: Database, cast: Cast
) -> None:
    for _ in range(20):
        talk = await begin(database, cast.visitor)
        begun, holder = await _begin_turn(database, cast.visitor, talk)
        await asyncio.gather(
            _finish(database, cast.visitor, talk, begun, holder),
            _try(database, cast.emma, colleagues.take, talk),
        )
        speakers = [speaker for speaker, _ in await _said(database, cast, talk)]
        assert speakers in (["person", "assistant", "notice"], ["person", "notice"])


async def test_messages_of_twenty_at_once_and_a_close_lose_nothing(database: Database, cast: Cast) -> None:
    talk = await begin(database, cast.visitor)

    async def say(number: int) -> None:
        async with database.transaction(cast.visitor) as conn:
            await service.receive(conn, cast.visitor, str(number), talk, None)

    await asyncio.gather(*(say(n) for n in range(20)), _try(database, cast.emma, colleagues.close, talk))
    said = await _said(database, cast, talk)
    assert sorted(int(text) for speaker, text in said[1:] if speaker == "person") == list(range(20))
    closed = next(number for number, (speaker, _) in enumerate(said) if speaker == "notice")
    async with database.transaction(cast.visitor) as conn:
        for sequence in range(1, len(said) + 1):
            if said[sequence - 1][0] == "person":
                answer, _ = await service.find_answer(conn, talk, sequence)
                # What came before the end is ended with it; what came after waits for the assistant.
                assert (answer is not None) == (sequence <= closed), sequence
    expected = HandledBy.CLOSED if closed == len(said) - 1 else HandledBy.ASSISTANT
    assert (await _standing(database, cast, talk))[0] is expected


async def test_whose_account_ends_loses_conversations_to_the_queue_whatever_happens_at_once(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    """Emma takes and answers while the owner disables her: afterwards nothing is hers, and nothing is lost."""
    talks = [await begin(database, cast.visitor) for _ in range(6)]
    for talk in talks[:3]:
        await _try(database, cast.emma, colleagues.take, talk)

    async def disable() -> None:
        async with database.transaction(cast.owner) as conn:
            await conn.execute(
                "update accounts set disabled_at = now() where account_id = %s", (cast.emma.account_id,)
            )

    async def act(talk: UUID) -> None:
        # Whatever she is told, it is not the point.
        with suppress(InsufficientPrivilege, colleagues.ColleagueUnknownError):
            await _try(database, cast.emma, colleagues.take, talk)
            await _try(database, cast.emma, colleagues.reply, talk, "here")

    await asyncio.gather(*(act(talk) for talk in talks), disable())
    rows = as_owner(addresses, "select handled_by, assigned_to from conversations")
    assert set(rows) <= {("waiting", None), ("assistant", None)}
    assert [row[0] for row in rows].count("waiting") >= 3


@pytest.mark.parametrize(
    ("change", "keeps"),
    [
        ("disabled_at = now()", False),
        ("role = 'support_agent'", False),
        ("disabled_at = now(), removed_at = now()", False),
        ("password_hash = null", True),
    ],
)
async def test_who_is_disabled_demoted_or_leaves_loses_conversations_to_the_queue(
    database: Database, cast: Cast, addresses: Addresses, change: LiteralString, keeps: bool
) -> None:
    talk = await begin(database, cast.visitor)
    await _try(database, cast.admin, colleagues.take, talk)
    async with database.transaction(cast.visitor) as conn:
        await service.receive(conn, cast.visitor, "are you there?", talk, None)
    async with database.transaction(cast.owner) as conn:
        await conn.execute(f"update accounts set {change} where account_id = %s", (cast.admin.account_id,))
    expected = (HandledBy.COLLEAGUE, cast.admin.account_id) if keeps else (HandledBy.WAITING, None)
    assert await _standing(database, cast, talk) == expected
    if not keeps:
        # Since its person waits, not since the colleague left.
        ((since, asked),) = as_owner(
            addresses,
            "select queued_at, min(m.created_at) from conversations c join messages m using (conversation_id)"
            " where m.speaker = 'person' and m.answered_by is null group by queued_at",
        )
        assert since == asked
        assert await _try(database, cast.emma, colleagues.take, talk) == "ok"
        async with database.transaction(cast.visitor) as conn:
            kinds = [row.speaker for row in await service.history(conn, talk, 0, 10)]
        assert kinds.count(Speaker.PERSON) == 2


async def test_nothing_is_given_to_somebody_who_is_disabled_in_this_moment(
    database: Database, cast: Cast, addresses: Addresses
) -> None:
    for number in range(10):
        talk = await begin(database, cast.visitor)
        await _try(database, cast.emma, colleagues.take, talk)

        async def change(disabled: LiteralString) -> None:
            async with database.transaction(cast.owner) as conn:
                await conn.execute(
                    f"update accounts set disabled_at = {disabled} where account_id = %s",
                    (cast.admin.account_id,),
                )

        async def transfer(talk: UUID) -> None:
            try:
                async with database.transaction(cast.emma) as conn:
                    await colleagues.transfer(conn, cast.emma, talk, cast.admin.account_id)
            except colleagues.ColleagueUnknownError:
                return

        await asyncio.gather(transfer(talk), change("now()"))
        handled_by, assignee = await _standing(database, cast, talk)
        # Either it came too late and stays Emma's, or it was the admin's for a moment and waits again.
        assert (handled_by, assignee) in (
            (HandledBy.COLLEAGUE, cast.emma.account_id),
            (HandledBy.WAITING, None),
        ), number
        await change("null")
