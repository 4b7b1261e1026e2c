"""A conversation is rated by its own person and by nobody else, in the chat and by the link of a mail."""

import io
import logging
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from support_ai.channels.web import rating_link
from support_ai.core.clock import now
from support_ai.identity.tokens import TokenKind
from tests.channels.after import After
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, person_of

_ROWS = "select person, score from conversation_ratings order by person"


@pytest.fixture
def after(demo: Demo, addresses: Addresses) -> After:
    return After(demo, addresses)


async def test_its_person_rates_and_everybody_who_sees_the_conversation_reads_it(after: After) -> None:
    talk = await after.talk("rohan")
    assert (await after.read(talk, "rohan"))["rating"] is None
    answer = await after.rate(talk, "rohan", 5, "  Quick, thank you!  ")
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"score", "comment", "rated_at"}
    assert (answer.json()["score"], answer.json()["comment"]) == (5, "Quick, thank you!")
    for who in ("rohan", "emma", "admin", "owner"):
        assert (await after.read(talk, who))["rating"] == answer.json()
    acts = "select actor, detail->>'way' from audit_entries where action = 'rating.give' and subject = %s"
    ((actor, way),) = as_owner(after.addresses, acts, f"conversation:{talk}")
    assert (actor.partition(":")[0], way) == ("account", "chat")


async def test_D2_nobody_else_rates_whoever_they_are(after: After) -> None:
    rohans = await after.talk("rohan")
    visitors, key = await after.visitor()
    _, other = await after.visitor()
    for talk, who, status in (
        (rohans, "michael", 404),
        (rohans, other, 404),
        (rohans, "emma", 403),
        (rohans, "admin", 403),
        (rohans, "owner", 403),
        (rohans, "", 401),
        (visitors, other, 404),
        (visitors, "rohan", 404),
        (visitors, "michael", 404),
        (visitors, "emma", 403),
        (visitors, "", 401),
        (str(uuid4()), key, 404),
        (str(uuid4()), "emma", 404),
    ):
        answer = await after.rate(talk, who, 1)
        assert answer.status_code == status, (talk, who, answer.text)
        evil = await after.demo.client.put(
            f"/conversations/{talk}/rating",
            headers=(who if isinstance(who, dict) else await after.headers(who)) | {"origin": "https://evil"},
            json={"score": 1},
        )
        assert evil.status_code == status
        assert "access-control-allow-origin" not in evil.headers
    # A colleague's own conversation with the assistant is not rated either.
    assert (await after.rate(await after.talk("emma"), "emma")).status_code == 403
    assert as_owner(after.addresses, _ROWS) == []
    assert (await after.rate(visitors, key, 2, "no")).status_code == 200
    assert (await after.read(visitors, key))["rating"]["score"] == 2


async def test_a_repeat_overwrites_for_seven_days_and_no_longer(after: After) -> None:
    talk = await after.talk("rohan")
    assert (await after.rate(talk, "rohan", 2, "slow")).status_code == 200
    age = (
        "update conversation_ratings set given_at = given_at - %s::interval, rated_at = rated_at - %s::interval"
        " returning 1"
    )
    as_owner(after.addresses, age, "6 days 23 hours", "6 days 23 hours")
    again = await after.rate(talk, "rohan", 4)
    assert (again.json()["score"], again.json()["comment"]) == (4, None)
    as_owner(after.addresses, age, "2 hours", "2 hours")
    late = await after.rate(talk, "rohan", 5)
    assert (late.status_code, late.json()["code"]) == (409, "rating_stands")
    assert (await after.read(talk, "rohan"))["rating"]["score"] == 4


async def test_bad_ratings_name_the_field(after: After) -> None:
    talk = await after.talk("rohan")
    headers = await after.headers("rohan")
    for body, field in (
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"score": True}, "score"),
        ({"score": "5"}, "score"),
        ({"score": 4.5}, "score"),
        ({"comment": "no score"}, "score"),
        ({"score": 5, "comment": "x" * 1001}, "comment"),
        ({"score": 5, "comment": "\x00"}, "comment"),
        ({"score": 5, "stars": 5}, "stars"),
    ):
        path = f"/conversations/{talk}/rating"
        answer = await after.demo.client.put(path, headers=headers, json=body)
        assert (answer.status_code, answer.json()["field"]) == (422, field), body
    assert (await after.rate(talk, "rohan", 5, "   ")).json()["comment"] is None
    assert (await after.rate(talk, "rohan", 5, "x" * 1000)).status_code == 200


async def test_a_comment_is_sealed_and_cards_in_it_are_masked(after: After) -> None:
    talk = await after.talk("rohan")
    said = "My card 4111 1111 1111 1111 was never charged"
    answer = await after.rate(talk, "rohan", 3, said)
    assert answer.json()["comment"] == "My card •••• 1111 was never charged"
    ((stored,),) = as_owner(after.addresses, "select comment from conversation_ratings")
    assert b"charged" not in bytes(stored)


async def test_the_link_rates_one_conversation_without_signing_in(after: After) -> None:
    talk = await after.talk("rohan")
    assert (await after.mail(talk, "rohan")).status_code == 202
    path = await after.link()
    page = await after.demo.client.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert "style-src 'self'" in page.headers["content-security-policy"]
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert re.search(r"<script|<style|style=|\son\w+=", page.text) is None
    assert [int(n) for n in re.findall(r'name="score" value="(\d)"', page.text)] == [1, 2, 3, 4, 5]
    assert as_owner(after.addresses, _ROWS) == []
    sent = await after.send(path, 4, "Kind.\r\nAnd <b>quick</b>")
    assert (sent.status_code, sent.headers["cache-control"]) == (200, "no-store")
    thanks = await after.demo.client.get(path)
    for shown in (sent, thanks):
        assert "Thank you. You gave 4 of 5." in shown.text
        # It is only to rate: what was said before is not read there.
        assert "quick" not in shown.text
    rating = (await after.read(talk, "rohan"))["rating"]
    assert (rating["score"], rating["comment"]) == (4, "Kind.\nAnd <b>quick</b>")
    ((way,),) = as_owner(
        after.addresses, "select detail->>'way' from audit_entries where action = 'rating.give'"
    )
    assert way == "link"
    # The address opens something by itself: no request tells it on.
    assert page.headers["referrer-policy"] == "no-referrer"
    found = re.search(r'<link rel="stylesheet" href="([^"]+)">', page.text)
    assert found is not None
    style = await after.demo.client.get(found[1])
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


async def test_what_is_wrong_in_the_form_is_said_on_the_page_and_loses_nothing(after: After) -> None:
    talk = await after.talk("rohan")
    await after.mail(talk, "rohan")
    path = await after.link()
    for score, comment in (
        ("6", "a<b"),
        ("", "a<b"),
        ("five", "a<b"),
        ("²", "a<b"),
        ("5", "a<b" + "x" * 1000),
    ):
        answer = await after.send(path, score, comment)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "a&lt;b" in answer.text
    # A thousand letters with line ends, as browsers count them.
    assert (await after.send(path, 5, "x" * 499 + "\r\n" + "x" * 500)).status_code == 200
    for content_type in ("text/plain", "multipart/form-data; boundary=x"):
        answer = await after.demo.client.post(path, content="x", headers={"content-type": content_type})
        assert answer.status_code == 415
    as_owner(
        after.addresses,
        "update conversation_ratings set given_at = given_at - interval '8 days' returning 1",
    )
    assert (await after.send(path, 1)).status_code == 409
    assert (await after.read(talk, "rohan"))["rating"]["score"] == 5


async def test_B2_no_guess_no_other_token_and_no_old_link_rates(after: After) -> None:
    talk = await after.talk("rohan")
    michaels = await after.talk("michael")
    rohan = await person_of(after.demo.shop, await after.headers("rohan"))
    michael = await person_of(after.demo.shop, await after.headers("michael"))
    identity = after.demo.shop.resources.identity
    ring, minute = identity.ring, timedelta(minutes=1)
    public = "http://localhost:8000"
    good = rating_link.link(ring, public, rohan.account_id, UUID(talk), now()).removeprefix(public)
    access = (await after.headers("rohan"))["authorization"].removeprefix("Bearer ")
    head, body, signature = good.rpartition("/")[2].split(".")
    base = "/support/rating/"
    for path in (
        # Somebody else's conversation under one's own name, and one's own under somebody else's.
        rating_link.link(ring, public, rohan.account_id, UUID(michaels), now()).removeprefix(public),
        rating_link.link(ring, public, michael.account_id, UUID(talk), now()).removeprefix(public),
        rating_link.link(ring, public, rohan.account_id, uuid4(), now()).removeprefix(public),
        # A link of fifteen days ago.
        rating_link.link(
            ring, public, rohan.account_id, UUID(talk), now() - timedelta(days=14, seconds=5)
        ).removeprefix(public),
        # Tokens of other kinds, also of the same session and subject.
        base + access,
        base + ring.sign(TokenKind.ACCESS, str(rohan.account_id), minute, now(), session=talk),
        base + ring.sign(TokenKind.VISITOR, str(rohan.account_id), minute, now(), session=talk),
        base + ring.sign(TokenKind.RATING, str(rohan.account_id), minute, now()),
        base + ring.sign(TokenKind.RATING, "nobody", minute, now(), session=talk),
        base + f"{head}.{body}.{signature[:-2]}AA",
        base + f"{head}.{body}.",
        base + talk,
        base + "x",
    ):
        for answer in (await after.demo.client.get(path), await after.send(path, 1)):
            assert answer.status_code == 404, path
            assert "This link is not valid, or not any more." in answer.text
            assert "<form" not in answer.text
    assert as_owner(after.addresses, _ROWS) == []
    # A link opens nothing but its page.
    headers = {"authorization": f"Bearer {good.rpartition('/')[2]}"}
    for method, way in (
        ("GET", f"/conversations/{talk}"),
        ("PUT", f"/conversations/{talk}/rating"),
        ("GET", "/me"),
        ("POST", "/auth/socket-ticket"),
    ):
        answer = await after.demo.client.request(method, way, headers=headers, json={"score": 1})
        assert answer.status_code == 401, way
    assert (await after.send(good, 3)).status_code == 200


async def test_a_link_ends_with_its_conversation(after: After) -> None:
    talk = await after.talk("rohan")
    await after.mail(talk, "rohan")
    path = await after.link()
    headers = await after.headers("admin")
    assert (await after.demo.client.delete(f"/conversations/{talk}", headers=headers)).status_code == 204
    assert (await after.demo.client.get(path)).status_code == 404
    assert (await after.send(path, 5)).status_code == 404


async def test_K5_the_token_of_a_link_stands_in_no_log(log: io.StringIO, after: After) -> None:
    talk = await after.talk("rohan")
    await after.mail(talk, "rohan")
    path = await after.link()
    token = path.rpartition("/")[2]
    for wrong in ("", "x"):
        await after.demo.client.get(path + wrong)
        await after.send(path + wrong, 9)
        await after.demo.client.delete(path + wrong)
        await after.demo.client.get(f"{path}{wrong}/")
        await after.demo.client.get(path + wrong, headers=await after.headers("rohan"))
    assert token not in log.getvalue()
    logging.getLogger("uvicorn.error").warning('%s - "GET %s HTTP/1.1" 200', "127.0.0.1", f"{path}?x=1")
    assert "/support/rating/…?x=1" in log.getvalue().replace("\\u2026", "…")
    assert token not in log.getvalue()
    for table in ("audit_entries", "webhook_events"):
        whole = as_owner(after.addresses, f"select row_to_json(t)::text from {table} t")
        assert [row for row in whole if token in row[0]] == []
    (jobs,) = as_owner(
        after.addresses, "select count(*) from jobs.procrastinate_jobs where args::text like %s", f"%{token}%"
    )
    assert jobs == (0,)
