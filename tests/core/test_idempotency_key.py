"""Row J3, the header itself: what a key may be, where it is taken, and who is told of it."""

from typing import Any

from support_ai.app import create_app
from support_ai.config import Settings
from support_ai.core.idempotency_policy import HEADER
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited

_REPLAYED = "idempotent-replayed"


def _with(headers: dict[str, str], *keys: bytes) -> list[tuple[bytes, bytes]]:
    """Return headers as they go over the wire, with keys that no text could hold."""
    proven = [(name.encode(), value.encode()) for name, value in headers.items()]
    return [*proven, *((HEADER.encode(), key) for key in keys)]


async def test_J3_a_key_that_is_none_is_refused_by_name_and_nothing_is_executed(
    demo: Demo, addresses: Addresses
) -> None:
    headers = await demo.headers("rohan")
    client, sent = demo.client, {"name": "Never"}
    for wrong in (b"", b"x" * 256, b"two words", "kéy".encode(), b"\x7f"):
        answer = await client.patch("/me", headers=_with(headers, wrong), json=sent)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid"), wrong
        assert answer.json()["field"] == HEADER
        assert HEADER in answer.json()["detail"]
    twice = await client.patch("/me", headers=_with(headers, b"a", b"a"), json=sent)
    assert (twice.status_code, twice.json()["code"]) == (422, "idempotency_key_invalid")
    assert audited(addresses, "account.rename") == []
    longest = headers | {HEADER: "x" * 255}
    assert (await client.patch("/me", headers=longest, json=sent)).status_code == 200


async def test_J3_signing_in_and_chatting_and_reading_take_no_key(demo: Demo, addresses: Addresses) -> None:
    client = demo.client
    headers = await demo.headers("rohan") | {HEADER: "x" * 300}
    for _ in range(2):
        said = await client.post("/chat", headers=headers, json={"message": "Hello"})
        ticket = await client.post("/auth/socket-ticket", headers=headers)
        for answer in (said, ticket, await client.get("/me", headers=headers)):
            assert answer.is_success
            assert _REPLAYED not in answer.headers
    assert as_owner(addresses, "select count(*) from idempotency_keys") == [(0,)]
    assert (await client.post("/nowhere", headers=headers)).status_code == 404
    assert (await client.delete("/me", headers=headers)).status_code == 405


async def test_J3_pages_of_other_origins_may_send_a_key_and_read_that_it_was_replayed(demo: Demo) -> None:
    asked = await demo.client.options(
        "/me",
        headers={
            "origin": "http://localhost:3000",
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "idempotency-key",
        },
    )
    assert asked.status_code == 200
    assert HEADER in asked.headers["access-control-allow-headers"]
    headers = await demo.headers("rohan") | {HEADER: "k1"} | {"origin": "http://localhost:3000"}
    answers = [await demo.client.patch("/me", headers=headers, json={"name": "R"}) for _ in range(2)]
    answer = answers[1]
    assert answer.headers[_REPLAYED] == "true"
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "Idempotent-Replayed" in answer.headers["access-control-expose-headers"]


_FILES = "/conversations/{conversation_id}/files"


def _takes(operation: dict[str, Any]) -> bool:
    found = [one for one in operation.get("parameters", ()) if one["name"] == HEADER]
    assert all(one["in"] == "header" and not one["required"] for one in found)
    return bool(found)


def test_J3_openapi_tells_of_the_key_at_every_changing_operation_but_signing_in_chat_and_files() -> None:
    paths = create_app(Settings()).openapi()["paths"]  # pyright: ignore[reportCallIssue] - every field has its default
    taken = 0
    for path, methods in paths.items():
        for method, operation in methods.items():
            is_without = path.startswith(("/auth/", "/chat", "/support")) or path == _FILES
            expected = method != "get" and not is_without
            assert _takes(operation) == expected, (method, path)
            taken += expected
    assert taken > 20
