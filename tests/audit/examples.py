"""An example of every operation that changes something, and of every tool: what somebody permitted asks, and what it leaves.

Whoever adds an operation adds an example here; a test fails until there is one. `action` is what the audit log calls
the act, `tables` where its rows stand.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from support_ai.identity.first_owner import setup_token
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import CODE, COOKIE, as_owner, give_code, mailed_code, person_of
from tests.shop.test_logo import picture

PASSWORD = "demo-secret-1"


@dataclass(slots=True)
class Scene:
    """The demo shop, and what an example prepared for its request."""

    demo: Demo
    addresses: Addresses
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    path: dict[str, str] = field(default_factory=dict[str, str])
    body: dict[str, Any] | None = None
    content: bytes | None = None

    async def send(self, operation: str) -> httpx.Response:
        """Send the prepared request."""
        method, _, template = operation.partition(" ")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = self.headers | ({"cookie": cookie} if cookie else {})
        self.demo.client.cookies.clear()
        return await self.demo.client.request(
            method, template.format(**self.path), headers=headers, json=self.body, content=self.content
        )


@dataclass(frozen=True, slots=True)
class Example:
    """How to prepare the request of one operation, and what its success leaves.

    `rewritten` are tables whose new rows a later transaction of the same request changes once more.
    """

    action: str
    tables: tuple[str, ...]
    prepare: Callable[[Scene], Awaitable[None]]
    rewritten: tuple[str, ...] = ()


def _as(name: str, body: dict[str, Any] | None = None) -> Callable[[Scene], Awaitable[None]]:
    async def prepare(scene: Scene) -> None:
        scene.body = body
        if name != "nobody":
            scene.headers = await scene.demo.headers(name)

    return prepare


async def _signed_in(scene: Scene) -> None:
    sent = {"email": "rohan@example.com", "password": PASSWORD}
    answer = await scene.demo.client.post("/auth/login", json=sent)
    assert answer.status_code == 200, answer.text
    scene.cookies = {COOKIE: answer.cookies[COOKIE]}


async def _unproven(scene: Scene) -> None:
    await scene.demo.shop.register("new@example.com", PASSWORD, "New")
    scene.headers = await scene.demo.shop.login("new@example.com", PASSWORD)


async def _with_code(scene: Scene) -> None:
    await _unproven(scene)
    await give_code(scene.demo.shop, scene.headers)
    scene.body = {"code": CODE}


async def _without_owner(scene: Scene) -> None:
    as_owner(scene.addresses, "delete from accounts where role = 'owner' returning 1")
    token = await setup_token(scene.demo.shop.resources.identity)
    scene.body = {"token": token, "email": "first@example.com", "name": "First", "password": PASSWORD}


async def _conversation(scene: Scene, *, is_taken: bool) -> None:
    answer = await scene.demo.client.post(
        "/chat", json={"message": "I want to talk to a person"}, headers=await scene.demo.headers("rohan")
    )
    scene.path = {"conversation_id": answer.json()["conversation_id"]}
    scene.headers = await scene.demo.headers("emma")
    if is_taken:
        taken = await scene.send("POST /conversations/{conversation_id}/take")
        assert taken.status_code == 204, taken.text


async def _waiting(scene: Scene) -> None:
    await _conversation(scene, is_taken=False)


async def _taken(scene: Scene) -> None:
    await _conversation(scene, is_taken=True)
    scene.body = {"message": "Good morning."}


async def _released(scene: Scene) -> None:
    await _conversation(scene, is_taken=True)


async def _mailed(scene: Scene, path: str) -> None:
    """Ask for a code by mail, and wait for it."""
    shop = scene.demo.shop
    shop.mail.mails.clear()
    asked = await scene.demo.client.post(path, json={"email": "rohan@example.com"})
    scene.body = {"challenge": asked.json()["challenge"], "code": await mailed_code(shop)}


async def _with_mailed_code(scene: Scene) -> None:
    await _mailed(scene, "/auth/otp/request")


async def _forgotten(scene: Scene) -> None:
    await _mailed(scene, "/auth/password/forgot")
    scene.body = {**(scene.body or {}), "password": "another-secret-1"}


async def _other_session(scene: Scene) -> None:
    scene.headers = await scene.demo.headers("rohan")
    other = await person_of(scene.demo.shop, await scene.demo.headers("rohan"))
    scene.path = {"session_id": str(other.session_id)}


async def _logo(scene: Scene) -> None:
    scene.headers = await scene.demo.headers("admin")
    scene.content = picture("PNG")


async def _logo_there(scene: Scene) -> None:
    await _logo(scene)
    put = await scene.send("PUT /shop/logo")
    assert put.status_code < 300, put.text
    scene.content = None


_NEW = {"email": "other@example.com", "password": PASSWORD, "name": "Other"}
_CONVERSATION = "/conversations/{conversation_id}"


async def _to_erase(scene: Scene) -> None:
    scene.path = {"customer_id": "CUST-123"}
    scene.body = dict(scene.path)
    scene.headers = await scene.demo.headers("owner")


async def _account_to_erase(scene: Scene) -> None:
    await _unproven(scene)
    person = await person_of(scene.demo.shop, scene.headers)
    scene.path = {"account_id": str(person.account_id)}
    scene.body = dict(scene.path)
    scene.headers = await scene.demo.headers("owner")


EXAMPLES: Mapping[str, Example] = {
    "POST /auth/register": Example("account.register", ("accounts", "one_time_codes"), _as("nobody", _NEW)),
    "POST /auth/login": Example(
        "session.begin",
        ("sessions", "refresh_tokens"),
        _as("nobody", {"email": "rohan@example.com", "password": PASSWORD}),
    ),
    "POST /auth/refresh": Example("session.refresh", ("refresh_tokens",), _signed_in),
    "POST /auth/logout": Example("session.end", ("sessions",), _signed_in),
    "POST /auth/email/code": Example("code.request", ("one_time_codes",), _unproven),
    "POST /auth/email/verify": Example("account.verify", ("accounts",), _with_code),
    "POST /auth/setup": Example("account.first_owner", ("accounts",), _without_owner),
    "POST /auth/socket-ticket": Example("socket_ticket.issue", ("socket_tickets",), _as("rohan")),
    "PATCH /me": Example("account.rename", ("accounts",), _as("rohan", {"name": "Rohan M."})),
    "POST /chat": Example(
        "message.receive",
        ("person_keys",),
        _as("rohan", {"message": "Where is my order?"}),
        rewritten=("messages", "conversations"),
    ),
    f"POST {_CONVERSATION}/take": Example("conversation.take", ("conversations",), _waiting),
    f"POST {_CONVERSATION}/reply": Example("conversation.reply", ("messages",), _taken),
    f"POST {_CONVERSATION}/release": Example("conversation.release", ("conversations",), _released),
    "POST /auth/otp/request": Example(
        "code.request", ("one_time_codes",), _as("nobody", {"email": "rohan@example.com"})
    ),
    "POST /auth/otp/verify": Example("session.begin", ("sessions",), _with_mailed_code),
    "POST /auth/otp/step-up": Example("code.request", ("one_time_codes",), _as("rohan")),
    "POST /auth/password/forgot": Example(
        "code.request", ("one_time_codes",), _as("nobody", {"email": "rohan@example.com"})
    ),
    "POST /auth/password/reset": Example("account.reset_password", ("accounts", "sessions"), _forgotten),
    "POST /auth/password/change": Example(
        "account.change_password",
        ("accounts", "sessions"),
        _as("rohan", {"current_password": PASSWORD, "password": "another-secret-1"}),
    ),
    "POST /auth/step-up": Example("session.step_up", ("sessions",), _as("rohan", {"password": PASSWORD})),
    "DELETE /auth/sessions": Example("session.end_all", ("sessions",), _as("rohan")),
    "DELETE /auth/sessions/{session_id}": Example("session.end", ("sessions",), _other_session),
    "POST /customers/{customer_id}/erasure": Example("customer.erase", ("customers",), _to_erase),
    "POST /accounts/{account_id}/erasure": Example(
        "account.erase", (), _account_to_erase, rewritten=("accounts",)
    ),
    "PUT /shop/logo": Example("shop.change_logo", ("shop_logo",), _logo),
    "DELETE /shop/logo": Example("shop.remove_logo", ("shop_logo",), _logo_there),
    "PUT /shop/security": Example(
        "shop.configure_security",
        ("security_settings",),
        _as("owner", {"version": 0, "settings": {"password_min_length": 12}}),
    ),
}
