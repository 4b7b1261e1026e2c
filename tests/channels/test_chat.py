"""`POST /chat` as programs use it: streams, repeats, tokens in two places, and everything that can be wrong."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.conftest import Addresses, Demo

QUESTION = {"message": "Where is my order?"}


def events_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the server-sent events of a stream."""
    found: list[tuple[str, dict[str, Any]]] = []
    for block in text.strip().split("\n\n"):
        name, content = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(content.removeprefix("data: "))))
    return found


async def test_the_same_turn_streams(demo: Demo) -> None:
    headers = await demo.headers("rohan") | {"accept": "text/event-stream"}
    answer = await demo.client.post("/chat", headers=headers, json=QUESTION)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    assert [name for name, _ in events] == ["conversation", "working", "sentence", "card", "done"]
    done = events[-1][1]
    assert events[1][1]["tool"] in ("get_order", "list_orders")
    assert done["reply"] == events[2][1]["text"] == "Your order ORD-789 is arriving tomorrow!"
    assert done["cards"] == [events[3][1]["card"]]
    assert done["conversation_id"] == events[0][1]["conversation_id"]


async def test_a_stream_that_cannot_begin_is_a_problem(demo: Demo) -> None:
    headers = await demo.headers("rohan") | {"accept": "text/event-stream"}
    answer = await demo.client.post(
        "/chat", headers=headers, json=QUESTION | {"conversation_id": str(uuid4())}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found")


async def test_a_repeat_gets_the_first_answer(demo: Demo) -> None:
    headers = await demo.headers("rohan")
    sent = QUESTION | {"client_message_id": "first"}
    at_once = await asyncio.gather(*(demo.client.post("/chat", headers=headers, json=sent) for _ in range(6)))
    answers = [one.json() for one in at_once]
    assert [one.status_code for one in at_once] == [200] * 6
    assert len({one["message_id"] for one in answers}) == 1
    more = {"message": "thanks", "conversation_id": answers[0]["conversation_id"]}
    await demo.client.post("/chat", headers=headers, json=more)
    later = (await demo.client.post("/chat", headers=headers, json=sent)).json()
    assert later == answers[0]


async def test_messages_sent_at_once_are_answered_in_order_and_none_is_lost(demo: Demo) -> None:
    headers = await demo.headers("rohan")
    first = (await demo.client.post("/chat", headers=headers, json={"message": "hello"})).json()
    conversation = first["conversation_id"]
    texts = ["Where is my order?", "and the one before?", "thanks", "What is your return policy?", "bye"]
    sent = [{"message": text, "conversation_id": conversation} for text in texts]
    at_once = await asyncio.gather(*(demo.client.post("/chat", headers=headers, json=one) for one in sent))
    assert all(answer.json()["reply"] for answer in at_once)
    items = (await demo.client.get(f"/conversations/{conversation}/messages", headers=headers)).json()
    said = [one for one in items["items"] if one["speaker"] == "person"]
    assert sorted(one["text"] for one in said) == sorted(["hello", *texts])
    answered = {one.json()["message_id"] for one in at_once}
    assert answered <= {str(one["message_id"]) for one in items["items"]}


async def test_the_token_may_stand_in_the_body_and_must_not_contradict(demo: Demo) -> None:
    headers = await demo.headers("rohan")
    token = headers["authorization"].removeprefix("Bearer ")
    answer = await demo.client.post("/chat", json=QUESTION | {"token": token})
    assert "ORD-789" in answer.json()["reply"]
    both = await demo.client.post("/chat", headers=headers, json=QUESTION | {"token": token})
    assert both.status_code == 200
    for other in ("é", "x", token + "x"):
        differ = await demo.client.post("/chat", headers=headers, json=QUESTION | {"token": other})
        assert (differ.status_code, differ.json()["field"]) == (422, "token")


async def test_a_visitor_comes_back_with_their_token_only(demo: Demo) -> None:
    first = (await demo.client.post("/chat", json={"message": "hello"})).json()
    again = {"message": "hello again", "conversation_id": first["conversation_id"]}
    assert (await demo.client.post("/chat", json=again)).status_code == 404
    headers = {"authorization": f"Bearer {first['visitor_token']}"}
    back = (await demo.client.post("/chat", headers=headers, json=again)).json()
    assert (back["conversation_id"], back["visitor_token"]) == (first["conversation_id"], None)
    for name in ("owner", "admin", "emma", "rohan", "michael"):
        answer = await demo.client.post("/chat", headers=await demo.headers(name), json=again)
        assert answer.status_code == 404, name


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        (b"", 422, "body"),
        (b"{", 422, "body"),
        (b'{"message": "\xff\xfe"}', 422, "body"),
        (b'{"message": "a\\u0000b"}', 422, "message"),
        (b'{"message": "a\\ud800b"}', 422, "message"),
        (b'{"message": ""}', 422, "message"),
        (b'{"message": "   "}', 422, "message"),
        (b'{"message": ["a"]}', 422, "message"),
        (b'{"mesage": "hello"}', 422, "message"),
        (b'{"message": "hello", "role": "owner"}', 422, "role"),
        (b'{"message": "hello", "customer_id": "CUST-456"}', 422, "customer_id"),
        (b'{"message": "hello", "conversation_id": "1"}', 422, "conversation_id"),
        (b'{"message": "hello", "client_message_id": ""}', 422, "client_message_id"),
        (b'{"message": "' + b"x" * 9000 + b'"}', 422, "message"),
        (b'{"message": "' + b"x" * 300_000 + b'"}', 413, "body"),
        (b"[" * 50_000, 422, "body"),
    ],
)
async def test_F4_what_is_wrong_is_named_and_nothing_is_stored(
    demo: Demo, content: bytes, status: int, field: str
) -> None:
    headers = await demo.headers("rohan") | {"content-type": "application/json"}
    answer = await demo.client.post("/chat", headers=headers, content=content)
    assert (answer.status_code, answer.json()["field"]) == (status, field), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (await demo.client.get("/conversations", headers=headers)).json()["items"] == []


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "x" * 9000, "\x7f"])
async def test_a_broken_token_is_401_wherever_it_stands(demo: Demo, token: str) -> None:
    for headers, sent in (
        ({"authorization": f"Bearer {token}"}, QUESTION),
        ({}, QUESTION | {"token": token}),
    ):
        answer = await demo.client.post("/chat", headers=headers, json=sent)
        assert answer.status_code == 401 or (len(token) > 8192 and answer.status_code == 422)


async def test_K1_somebody_elses_conversation_is_refused_and_the_audit_log_knows(
    demo: Demo, addresses: Addresses
) -> None:
    theirs = (await demo.client.post("/chat", headers=await demo.headers("michael"), json=QUESTION)).json()
    sent = QUESTION | {"conversation_id": theirs["conversation_id"]}
    refused = await demo.client.post("/chat", headers=await demo.headers("rohan"), json=sent)
    assert refused.status_code == 404
    with psycopg.connect(addresses.owner) as connection:
        rows = connection.execute(
            "select action, outcome, request_id, detail->>'rule' from support_ai.audit_entries"
            " where outcome = 'refused'"
        ).fetchall()
    assert rows == [("POST /chat", "refused", refused.headers["x-request-id"], "conversation_not_found")]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:5173", True),
        ("http://127.0.0.1:8000", True),
        ("https://evil.example", False),
        ("null", False),
        ("http://localhost.evil.example", False),
        ("http://evil-localhost", False),
    ],
)
async def test_F2_only_allowed_pages_may_read_an_answer(demo: Demo, origin: str, *, allowed: bool) -> None:
    answer = await demo.client.post("/chat", headers={"origin": origin}, json=QUESTION)
    assert (answer.headers.get("access-control-allow-origin") == origin) == allowed
    assert "access-control-allow-credentials" not in answer.headers
