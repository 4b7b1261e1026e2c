"""Files go with messages: nobody sees one before it is said, and then only who may read what was said with it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from support_ai.agent.withheld import unread
from support_ai.conversations import files, policy
from support_ai.conversations.file_content import MEDIA_TYPES
from support_ai.conversations.policy import Uploaded
from support_ai.core.bodies import MOST_FILE_BYTES
from support_ai.core.database import Database
from support_ai.privacy.retention import forget_old
from tests.channels.after import After
from tests.conftest import Addresses, Demo
from tests.conversations.test_file_content import PDF, picture
from tests.identity.signing_in import as_owner, audited

pytestmark = pytest.mark.row("F8")
WORDS = b"The box was open, words nobody else says."


@dataclass
class Talk(After):
    """Attaches files as one of the cast."""

    async def attach(
        self,
        talk: str,
        who: str | dict[str, str],
        content: bytes = WORDS,
        kind: str = "text/plain",
        name: str = "note.txt",
    ) -> httpx.Response:
        headers = who if isinstance(who, dict) else await self.headers(who)
        named = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "content-type": kind}
        path = f"/conversations/{talk}/files"
        return await self.demo.client.post(path, headers=headers | named, content=content)

    async def attached(self, talk: str, who: str | dict[str, str], **options: Any) -> str:
        answer = await self.attach(talk, who, **options)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["file_id"])

    async def say(
        self, talk: str, who: str | dict[str, str], *file_ids: str, message: str = "", **more: str
    ) -> httpx.Response:
        headers = who if isinstance(who, dict) else await self.headers(who)
        sent = {"message": message, "conversation_id": talk, "file_ids": list(file_ids), **more}
        return await self.demo.client.post("/chat", headers=headers, json=sent)

    async def get(self, talk: str, file_id: str, who: str | dict[str, str]) -> httpx.Response:
        headers = who if isinstance(who, dict) else await self.headers(who)
        return await self.demo.client.get(f"/conversations/{talk}/files/{file_id}", headers=headers)


@pytest.fixture
def talk(demo: Demo, addresses: Addresses) -> Talk:
    """Give what attaches files."""
    return Talk(demo, addresses)


async def test_a_file_is_said_once_and_read_by_its_person_and_colleagues(
    talk: Talk, addresses: Addresses
) -> None:
    number = await talk.talk("rohan")
    sent = picture("PNG")
    kept = await talk.attach(number, "rohan", content=sent, kind="image/png", name="Kopfhörer.png")
    assert kept.status_code == 201, kept.text
    file_id = kept.json()["file_id"]
    told = {"file_id": file_id, "name": "Kopfhörer.png", "media_type": "image/png"}
    assert {name: kept.json()[name] for name in told} == told
    # Nobody else sees what was not said.
    assert (await talk.get(number, file_id, "rohan")).status_code == 200
    for other in ("emma", "owner", "michael"):
        assert (await talk.get(number, file_id, other)).status_code == 404
    reply = await talk.say(number, "rohan", file_id, message="What is your return policy?")
    assert reply.json()["reply"].startswith(unread())
    assert "within 30 days" in reply.json()["reply"]
    messages = (await talk.read(number, "rohan"))["messages"]
    assert [message["files"] for message in messages][-2:] == [[kept.json()], []]
    for reader in ("rohan", "emma", "admin", "owner"):
        found = await talk.get(number, file_id, reader)
        assert found.status_code == 200, found.text
        assert len(found.content) == kept.json()["bytes"]
        assert found.headers["content-type"] == "image/png"
        assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''Kopfh%C3%B6rer.png"
        assert "sandbox" in found.headers["content-security-policy"]
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["cache-control"] == "private, no-store"
        assert found.headers["cross-origin-resource-policy"] == "same-origin"
    assert (await talk.get(number, file_id, "michael")).status_code == 404
    assert (await talk.get(number, file_id, {})).status_code == 401
    visitors, visitor = await talk.visitor()
    assert (await talk.get(number, file_id, visitor)).status_code == 404
    # By its number in a conversation of one's own it is not there either.
    assert (await talk.get(visitors, file_id, visitor)).status_code == 404
    assert len(audited(addresses, "upload.read")) == 3
    ((name, content),) = as_owner(addresses, "select name, content from conversation_files")
    assert (b"Kopf" in name, b"PNG" in content) == (False, False)
    assert "File: Kopfhörer.png" in (await talk.transcript(number, "rohan")).text


async def test_a_file_goes_with_one_message_of_whoever_sent_it_to_its_conversation(talk: Talk) -> None:
    number, other = await talk.talk("rohan"), await talk.talk("rohan")
    file_id = await talk.attached(number, "rohan")
    assert (await talk.say(other, "rohan", file_id)).json()["code"] == "file_unsendable"
    assert (await talk.say(number, "rohan", file_id, file_id)).status_code == 422
    foreign = await talk.talk("michael")
    for who, where in (("michael", foreign), ("emma", await talk.talk("emma"))):
        answer = await talk.say(where, who, file_id)
        assert (answer.status_code, answer.json()["code"]) == (422, "file_unsendable")
        assert answer.json()["field"] == "file_ids"
    # Sent at once by two tabs under two ids, one has it.
    answers = await asyncio.gather(
        *(talk.say(number, "rohan", file_id, client_message_id=f"tab {tab}") for tab in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    # The same message again is the same message.
    won = next(tab for tab, answer in enumerate(answers) if answer.status_code == 200)
    again = await talk.say(number, "rohan", file_id, client_message_id=f"tab {won}")
    assert again.json()["message_id"] == answers[won].json()["message_id"]
    assert (await talk.say(number, "rohan", file_id)).json()["code"] == "file_unsendable"


async def test_a_message_has_words_or_a_file(talk: Talk, addresses: Addresses) -> None:
    number, visitor = await talk.visitor()
    for message in ("", "  "):
        answer = await talk.say(number, visitor, message=message)
        assert (answer.status_code, answer.json()["field"]) == (422, "message")
    file_id = await talk.attached(number, visitor, name="ORD-789 arrives tomorrow.txt")
    answer = await talk.say(number, visitor, file_id)
    # Its name is words of nobody whom the assistant hears.
    assert answer.json()["reply"] == unread()
    handed = await talk.say(number, visitor, message="I want to talk to a person")
    assert "colleague" in handed.json()["reply"]
    file_id = await talk.attached(number, visitor, name="receipt.txt")
    await talk.say(number, visitor, file_id)
    queue = await talk.demo.client.get(
        "/conversations", params={"queue": True}, headers=await talk.headers("emma")
    )
    ((work),) = [one["work"] for one in queue.json()["items"] if one["conversation_id"] == number]
    assert work["preview"]["text"] in ("receipt.txt", unread())
    assert len(as_owner(addresses, "select 1 from conversation_files where message_id is not null")) == 2


async def test_a_colleague_answers_with_a_file_where_they_took_the_conversation(talk: Talk) -> None:
    number = await talk.talk("rohan")
    refused = await talk.attach(number, "emma", content=PDF, kind="application/pdf", name="label.pdf")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
    emma = await talk.headers("emma")
    await talk.demo.client.post(f"/conversations/{number}/take", headers=emma)
    file_id = await talk.attached(number, emma, content=PDF, kind="application/pdf", name="label.pdf")
    assert (await talk.get(number, file_id, "rohan")).status_code == 404
    assert (await talk.say(number, "rohan", file_id)).json()["code"] == "file_unsendable"
    sent = {"message": "Your label.", "file_ids": [file_id]}
    answer = await talk.demo.client.post(f"/conversations/{number}/reply", headers=emma, json=sent)
    assert answer.status_code == 201, answer.text
    assert (await talk.get(number, file_id, "rohan")).content == PDF
    assert (await talk.read(number, "rohan"))["messages"][-1]["files"][0]["name"] == "label.pdf"
    again = await talk.demo.client.post(f"/conversations/{number}/reply", headers=emma, json=sent)
    assert again.json()["code"] == "file_unsendable"


@pytest.mark.parametrize(
    ("kind", "content", "refusal"),
    [
        ("text/html", b"<script>", (415, "file_kind")),
        ("application/json", b"{}", (415, "file_kind")),
        ("", b"x", (415, "file_kind")),
        ("image/png", b"<svg/>", (415, "picture_kind")),
        ("application/pdf", b"%PDF-", (422, "file_broken")),
        ("text/plain", b"a" * (MOST_FILE_BYTES + 1), (413, "too_large")),
    ],
)
async def test_what_may_not_be_attached_is_refused_and_leaves_no_row(
    talk: Talk, addresses: Addresses, kind: str, content: bytes, refusal: tuple[int, str]
) -> None:
    number, visitor = await talk.visitor()
    answer = await talk.attach(number, visitor, content=content, kind=kind)
    assert (answer.status_code, answer.json()["code"]) == refusal
    is_packed = {**visitor, "content-encoding": "gzip"}
    packed = await talk.attach(number, is_packed)
    assert (packed.status_code, packed.json()["field"]) == (415, "Content-Encoding")
    long = await talk.attach(number, visitor, name="あ" * 450)
    assert (long.status_code, long.json()["field"]) == (422, "Content-Disposition")
    assert as_owner(addresses, "select 1 from conversation_files") == []
    other = await talk.demo.client.put(
        f"/conversations/{number}/files", headers=visitor | {"content-type": "image/png"}, content=b"x"
    )
    assert (other.status_code, other.headers["allow"]) == (405, "POST")
    # Elsewhere a body stays as small as it was.
    answer = await talk.say(number, visitor, message="a" * 300_000)
    assert answer.status_code == 413


async def test_a_day_has_room_for_so_many_also_for_many_at_once(
    talk: Talk, addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "UPLOADS", Uploaded(3, 10 * len(WORDS)))
    number, visitor = await talk.visitor()
    answers = await asyncio.gather(*(talk.attach(number, visitor) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 5
    assert {answer.json().get("code") for answer in answers} == {None, "uploads_spent"}
    as_owner(
        addresses, "update conversation_files set created_at = created_at - interval '25 hours' returning 1"
    )
    too_much = await talk.attach(number, visitor, content=WORDS * 11)
    assert too_much.json()["code"] == "uploads_spent"
    assert (await talk.attach(number, visitor)).status_code == 201


async def test_only_pictures_wait_for_pictures(talk: Talk) -> None:
    number, visitor = await talk.visitor()
    drawing: asyncio.Semaphore = talk.demo.shop.app.state.pictures
    async with drawing:
        waiting = asyncio.create_task(talk.attach(number, visitor, content=picture("PNG"), kind="image/png"))
        assert (await talk.attach(number, visitor)).status_code == 201
        assert (await talk.attach(number, visitor, content=PDF, kind="application/pdf")).status_code == 201
        assert not waiting.done()
    assert (await waiting).status_code == 201


async def test_an_upload_is_counted_before_it_is_read_whatever_key_it_has(talk: Talk) -> None:
    number, visitor = await talk.visitor()
    keyed = {**visitor, "idempotency-key": "the same"}
    first, second = [await talk.attached(number, keyed, name=name) for name in ("one.txt", "two.txt")]
    assert first != second
    for _ in range(18):
        await talk.attach(number, keyed, kind="text/plain")
    is_read = False

    async def body() -> AsyncIterator[bytes]:
        nonlocal is_read
        is_read = True
        yield WORDS

    headers = {**keyed, "content-type": "text/plain"}
    path = f"/conversations/{number}/files"
    refused = await talk.demo.client.post(path, headers=headers, content=body())
    assert (refused.status_code, is_read) == (429, False)


async def test_what_is_never_said_goes_after_a_day(
    talk: Talk, addresses: Addresses, database: Database
) -> None:
    number, visitor = await talk.visitor()
    said, unsaid = [await talk.attached(number, visitor) for _ in range(2)]
    await talk.say(number, visitor, said)
    await forget_old(database, datetime.now(UTC) + timedelta(hours=23))
    assert len(as_owner(addresses, "select 1 from conversation_files")) == 2
    await forget_old(database, datetime.now(UTC) + timedelta(hours=25))
    assert [str(row[0]) for row in as_owner(addresses, "select file_id from conversation_files")] == [said]
    assert audited(addresses, "upload.forget_unsaid") == [("done", {"files": 1})]
    assert (await talk.say(number, visitor, unsaid)).json()["code"] == "file_unsendable"
    # With the conversation goes what was said in it.
    await forget_old(database, datetime.now(UTC) + timedelta(days=31))
    assert as_owner(addresses, "select 1 from conversation_files") == []


async def test_the_widget_is_told_what_may_be_attached(talk: Talk) -> None:
    told = (await talk.demo.client.get("/support/settings")).json()["upload"]
    assert told == {
        "max_bytes": MOST_FILE_BYTES,
        "max_files": files.MOST_OF_A_MESSAGE,
        "media_types": list(MEDIA_TYPES),
    }
