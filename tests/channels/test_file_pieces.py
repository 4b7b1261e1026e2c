"""Row F8: how files come and go piece by piece, as the application itself is given and gives them."""

import pytest
from starlette.types import Message, Scope

from support_ai.channels.web.file_routes import PIECE
from support_ai.core.bodies import MOST_FILE_BYTES
from tests.channels.test_files import WORDS, Talk, talk

pytestmark = pytest.mark.row("F8")
__all__ = ["talk"]


async def _served(
    talk: Talk, method: str, path: str, headers: dict[str, str], *came: Message
) -> list[Message]:
    """Return what the application sends, whom this comes from a connection."""
    answers: list[Message] = []
    coming = iter(came)

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        answers.append(message)

    scope: Scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
        "scheme": "http",
        "asgi": {"spec_version": "2.4"},
        "state": {},
    }
    await talk.demo.shop.app(scope, receive, send)
    return answers


async def test_a_body_that_ends_early_is_no_fault_of_ours(talk: Talk) -> None:
    number, visitor = await talk.visitor()
    headers = {**visitor, "content-type": "text/plain"}
    begun = {"type": "http.request", "body": WORDS, "more_body": True}
    head, body = await _served(
        talk, "POST", f"/conversations/{number}/files", headers, begun, {"type": "http.disconnect"}
    )
    assert head["status"] == 422
    assert b'"cut_off"' in body["body"]


async def test_a_large_file_leaves_in_pieces_that_a_slow_line_has_time_for(talk: Talk) -> None:
    number, visitor = await talk.visitor()
    content = b"a" * (MOST_FILE_BYTES - 1)
    file_id = await talk.attached(number, visitor, content=content)
    nothing = {"type": "http.request", "body": b"", "more_body": False}
    head, *pieces = await _served(talk, "GET", f"/conversations/{number}/files/{file_id}", visitor, nothing)
    assert dict(head["headers"])[b"content-length"] == str(len(content)).encode()
    assert max(len(piece["body"]) for piece in pieces) == PIECE
    assert b"".join(piece["body"] for piece in pieces) == content
