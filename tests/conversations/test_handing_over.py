"""From the assistant to colleagues and back: what each of them sees, and what nobody sees."""

from datetime import UTC, datetime

import pytest

from support_ai.access.actor import Assistant
from support_ai.conversations import colleagues, service
from support_ai.conversations.models import HandOverReason
from support_ai.conversations.policy import OwnConversationError
from support_ai.core.database import Database
from tests.conftest import Addresses, Cast
from tests.conversations.conftest import PERSON_PLEASE, Desk
from tests.identity.signing_in import as_owner, person_of


async def test_a_hand_over_brings_a_summary_and_what_happens_next(desk: Desk) -> None:
    talk = await desk.begin()
    await desk.say(PERSON_PLEASE, talk)
    own = await desk.read(talk, "rohan")
    assert (own["handled_by"], own["work"]) == ("waiting", None)
    assert own["next"]["text"].startswith("A colleague will answer here. ")
    assert own["next"]["answer_by"] is not None
    work = (await desk.read(talk))["work"]
    (hand_over,) = work["hand_overs"]
    assert (hand_over["reason"], hand_over["by"]) == ("asked", None)
    assert hand_over["summary"]["orders"] == ["ORD-789"]
    assert hand_over["summary"]["text"].startswith("Rohan Sharma (CUST-123), for 0 minutes, 2 messages.")
    assert f"Asked last: “{PERSON_PLEASE}”" in hand_over["summary"]["text"]
    assert (work["customer_id"], work["name"], work["assigned_to"]) == ("CUST-123", "Rohan Sharma", None)


async def test_while_it_waits_the_assistant_still_answers_and_a_second_hand_over_adds_nothing(
    desk: Desk,
) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    assert (await desk.say("Where is my order?", talk))["reply"] == "Your order ORD-789 is arriving tomorrow!"
    await desk.say(PERSON_PLEASE, talk)
    found = await desk.read(talk)
    assert (found["handled_by"], len(found["work"]["hand_overs"])) == ("waiting", 1)


async def test_the_queue_holds_those_that_wait_first_the_longest_before_all(
    desk: Desk, addresses: Addresses
) -> None:
    waiting = [
        await desk.begin(PERSON_PLEASE, who) for who in ("rohan", "michael", "rohan", "michael", "rohan")
    ]
    await desk.begin("Where is my order?")
    # Emma's own, and one that a colleague has.
    await desk.begin(PERSON_PLEASE, "emma")
    taken = await desk.begin(who="michael")
    assert await desk.act("admin", taken, "take") == "ok"
    queue = await desk.queue(limit="2")
    assert [one["conversation_id"] for one in queue] == [*waiting, taken]
    assert [one["handled_by"] for one in queue] == ["waiting"] * 5 + ["colleague"]
    first = queue[0]["work"]
    assert (first["name"], first["customer_id"], first["reason"]) == ("Rohan Sharma", "CUST-123", "asked")
    assert first["preview"]["speaker"] == "assistant"
    assert first["since"] < queue[1]["work"]["since"]
    assert [one["conversation_id"] for one in await desk.queue(handled_by="colleague")] == [taken]
    assert await desk.queue(mine="true") == []
    assert [one["work"]["is_mine"] for one in await desk.queue("admin", mine="true")] == [True]
    # Nobody else's is in a customer's list, whatever is asked for, and nothing of the work.
    own = await desk.queue("rohan")
    assert {one["conversation_id"] for one in own} >= {waiting[0]}
    assert all(one["work"] is None for one in own)
    assert len(own) == 4
    ahead = [
        (await desk.read(talk, who))["next"]["ahead"]
        for talk, who in zip(waiting, ["rohan", "michael"] * 2, strict=False)
    ]
    assert ahead == [0, 1, 2, 3]


async def test_a_colleague_takes_answers_and_gives_back_and_the_person_sees_it(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    assert await desk.act("emma", talk, "take") == "ok"
    assert (await desk.say("Are you there?", talk))["reply"] is None
    assert (await desk.read(talk, "rohan"))["next"]["text"].startswith("A colleague answers you here.")
    assert await desk.act("emma", talk, "reply", {"message": "I am."}) == "ok"
    assert await desk.act("emma", talk, "release") == "ok"
    said = await desk.said(talk)
    assert said[2:] == [
        ("notice", "Emma joined the conversation."),
        ("person", "Are you there?"),
        ("colleague", "I am."),
        ("notice", "Emma gave the conversation back to the assistant."),
    ]
    assert (await desk.read(talk, "rohan"))["handled_by"] == "assistant"


async def test_what_nobody_answered_is_answered_by_the_assistant_once_it_is_given_back(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    await desk.act("emma", talk, "take")
    await desk.say("Where is my order?", talk)
    assert (await desk.said(talk))[-1] == ("person", "Where is my order?")
    assert await desk.act("emma", talk, "release") == "ok"
    await desk.demo.shop.resources.inbox.turns.drain()
    assert (await desk.said(talk))[-2:] == [
        ("notice", "Emma gave the conversation back to the assistant."),
        ("assistant", "Your order ORD-789 is arriving tomorrow!"),
    ]


async def test_taking_again_what_is_ones_own_says_nothing_twice(desk: Desk) -> None:
    talk = await desk.begin()
    for verb in ("take", "take", "release", "release"):
        assert await desk.act("emma", talk, verb) == "ok"
    assert [speaker for speaker, _ in await desk.said(talk)].count("notice") == 2


async def test_notes_are_for_colleagues_and_nobody_else(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    for who, text in (("emma", "Call the zebra."), ("admin", "Done.")):
        assert await desk.act(who, talk, "notes", {"text": text}) == "ok"
    notes = (await desk.read(talk, "owner"))["work"]["notes"]
    assert [(one["text"], one["name"]) for one in notes] == [
        ("Call the zebra.", "Emma Wilson"),
        ("Done.", "Adam Novak"),
    ]
    for path in ("", f"/{talk}", f"/{talk}/messages"):
        assert "zebra" not in (await desk.ask("rohan", "GET", path)).text
    headers = await desk.demo.headers("rohan")
    assert "zebra" not in (await desk.demo.client.get("/me/export", headers=headers)).text
    assert await desk.act("rohan", talk, "notes", {"text": "x"}) == "forbidden"
    own = await desk.begin(who="emma")
    assert await desk.act("emma", own, "notes", {"text": "x"}) == "own_conversation"
    assert await desk.act("admin", own, "notes", {"text": "x"}) == "conversation_not_found"


async def test_notes_are_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colleagues, "MOST_NOTES", 2)
    talk = await desk.begin()
    answers = [await desk.act("emma", talk, "notes", {"text": "x"}) for _ in range(3)]
    assert answers == ["ok", "ok", "too_many_notes"]


async def test_a_conversation_is_passed_on_to_a_colleague_by_name_or_to_the_queue(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    await desk.act("emma", talk, "take")
    admin = str(await desk.account("admin"))
    assert await desk.act("emma", talk, "transfer", {"account_id": admin}) == "ok"
    assert await desk.act("emma", talk, "reply", {"message": "x"}) == "not_yours"
    assert await desk.act("emma", talk, "transfer", {"account_id": None}) == "not_yours"
    assert await desk.act("admin", talk, "reply", {"message": "Hello, Adam here."}) == "ok"
    assert await desk.act("admin", talk, "transfer", {"account_id": None}) == "ok"
    found = await desk.read(talk)
    assert (found["handled_by"], found["work"]["assigned_to"]) == ("waiting", None)
    reasons = [(one["reason"], one["by"]) for one in found["work"]["hand_overs"]]
    assert reasons == [("asked", None), ("passed_on", admin)]
    assert (await desk.said(talk))[-1] == ("notice", "Adam passed the conversation on to a colleague.")


async def test_only_acting_colleagues_get_a_conversation(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    await desk.act("emma", talk, "take")
    for who in ("rohan", "michael"):
        account = str(await desk.account(who))
        assert await desk.act("emma", talk, "transfer", {"account_id": account}) == "no_such_colleague"
    nobody = "00000000-0000-4000-8000-000000000009"
    assert await desk.act("emma", talk, "transfer", {"account_id": nobody}) == "no_such_colleague"
    assert (await desk.read(talk))["work"]["is_mine"]


async def test_a_manager_passes_on_what_somebody_else_has_and_answers_nothing_of_it(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    await desk.act("emma", talk, "take")
    for verb, body in (("take", None), ("reply", {"message": "x"}), ("release", None), ("close", None)):
        assert await desk.act("admin", talk, verb, body) == "not_yours"
    assert await desk.act("admin", talk, "transfer", {"account_id": None}) == "ok"
    assert (await desk.read(talk))["handled_by"] == "waiting"


async def test_what_is_closed_is_opened_again_by_its_person(desk: Desk) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    await desk.act("emma", talk, "take")
    await desk.say("Thanks!", talk)
    assert await desk.act("emma", talk, "close") == "ok"
    assert await desk.act("emma", talk, "close") == "ok"
    assert (await desk.read(talk, "rohan"))["next"]["text"] == (
        "This conversation is closed. Write here to open it again."
    )
    assert (await desk.said(talk))[-1] == (
        "notice",
        "This conversation was closed. Write here to open it again.",
    )
    assert await desk.queue() == []
    for verb, body in (("take", None), ("release", None), ("transfer", {"account_id": None})):
        assert await desk.act("emma", talk, verb, body) == "conversation_closed"
    answer = await desk.say("Where is my order?", talk)
    assert (answer["reply"], answer["handled_by"]) == (
        "Your order ORD-789 is arriving tomorrow!",
        "assistant",
    )
    assert (await desk.read(talk))["handled_by"] == "assistant"


async def test_an_archived_conversation_is_gone_from_every_view_and_kept_in_the_books(
    desk: Desk, addresses: Addresses
) -> None:
    talk = await desk.begin(PERSON_PLEASE)
    assert (await desk.ask("emma", "DELETE", f"/{talk}")).status_code == 403
    assert (await desk.ask("admin", "DELETE", f"/{talk}")).status_code == 204
    assert (await desk.ask("admin", "DELETE", f"/{talk}")).status_code == 404
    assert await desk.queue() == []
    for who in ("rohan", "emma", "owner"):
        for path in (f"/{talk}", f"/{talk}/messages"):
            assert (await desk.ask(who, "GET", path)).status_code == 404
    assert (await desk.ask("rohan", "GET", "")).json()["items"] == []
    for verb, body in (("take", None), ("notes", {"text": "x"}), ("close", None)):
        assert await desk.act("emma", talk, verb, body) == "conversation_not_found"
    sent = {"message": "hello", "conversation_id": talk}
    answer = await desk.demo.client.post("/chat", headers=await desk.demo.headers("rohan"), json=sent)
    assert answer.json()["code"] == "conversation_not_found"
    assert as_owner(addresses, "select count(*) from messages where conversation_id = %s", talk) == [(2,)]


async def test_colleagues_hand_nothing_over_to_themselves(
    demo: object, desk: Desk, database: Database
) -> None:
    own = await desk.begin(who="emma")
    assert (await desk.read(own))["next"]["text"] == "The assistant answers here."
    assert (await desk.read(own))["work"] is None
    emma = await person_of(desk.demo.shop, await desk.demo.headers("emma"))
    async with database.transaction(Assistant(emma)) as conn:
        with pytest.raises(OwnConversationError):
            await service.hand_over(conn, (await service.list_own(conn, emma, None, 1))[0].conversation_id)


async def test_a_visitor_is_handed_over_without_a_name(
    database: Database, cast: Cast, accounts: None
) -> None:
    async with database.transaction(cast.visitor) as conn:
        talk = (await service.receive(conn, cast.visitor, "¿Dónde está?", None, None)).conversation_id
    at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    async with database.transaction(Assistant(cast.visitor)) as conn:
        following = await service.hand_over(
            conn, talk, HandOverReason.OTHER_LANGUAGE, tried=["said so in Spanish"], at=at
        )
    assert following.text.startswith("A colleague will answer here. We are open until 17:00.")
    async with database.transaction(cast.emma) as conn:
        folder = await colleagues.folder(conn, talk)
    assert folder is not None
    summary = folder.hand_overs[0].summary
    assert (summary.who, summary.tried) == (
        "Somebody who has not proven who they are",
        ("said so in Spanish",),
    )


async def test_the_program_says_in_a_conversation_what_became_of_a_request(
    database: Database, cast: Cast, accounts: None
) -> None:
    async with database.transaction(cast.visitor) as conn:
        talk = (await service.receive(conn, cast.visitor, "hello", None, None)).conversation_id
    async with database.transaction(cast.admin) as conn:
        assert await service.note_outcome(conn, talk, "Your refund was approved.")
    async with database.transaction(cast.emma) as conn:
        own = (await service.receive(conn, cast.emma, "hello", None, None)).conversation_id
    async with database.transaction(cast.admin) as conn:
        assert not await service.note_outcome(conn, own, "Nobody reads this.")
    async with database.transaction(cast.visitor) as conn:
        messages = await service.history(conn, talk, 0, 10)
    assert [message.speaker.value for message in messages] == ["person", "notice"]
