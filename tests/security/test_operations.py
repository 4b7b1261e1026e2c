"""Row D1: every operation that OpenAPI lists answers every caller as the table says; one that is not there fails."""

import json
import re

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from support_ai.access.permission import PERMISSIONS, Permission
from support_ai.access.role import Role
from support_ai.app import create_app
from support_ai.config import Settings
from support_ai.core.caller import operations
from tests.security.knocking import described_operations, knock
from tests.security.operations import LATER, OPERATIONS, SOCKET, UNDESCRIBED, Operation
from tests.security.scene import Caller, Scene
from tests.serving import listening

_ROLES = {
    Caller.VISITOR: Role.VISITOR,
    Caller.ROHAN: Role.CUSTOMER,
    Caller.MICHAEL: Role.CUSTOMER,
    Caller.EMMA: Role.SUPPORT_AGENT,
    Caller.ADMIN: Role.ADMIN,
    Caller.OWNER: Role.OWNER,
}
_ADD = """
    Operation("{name}", "401    401     403   403     403  403   ok    401"),"""


@pytest.fixture(scope="module")
def described() -> set[str]:
    """Give the operations of our own OpenAPI document."""
    return described_operations()


def _class_of(answer: httpx.Response) -> str:
    return "ok" if answer.is_success else str(answer.status_code)


def test_D1_every_operation_stands_in_the_table(described: set[str]) -> None:
    assert len(described) > 20
    missing = described - {operation.name for operation in OPERATIONS}
    rows = "".join(_ADD.format(name=name) for name in sorted(missing))
    assert not missing, (
        "these operations have no row; add to OPERATIONS in tests/security/operations.py, with the answers that the"
        f" contract asks for, the permission, and a valid example:{rows}"
    )


def test_D1_every_row_of_the_table_is_an_operation_and_stands_once(described: set[str]) -> None:
    names = [operation.name for operation in OPERATIONS]
    assert set(names) - described == set(), "these rows name no operation: take them out of OPERATIONS"
    assert len(names) == len(set(names))


def test_D1_openapi_hides_no_operation(described: set[str]) -> None:
    app = create_app(Settings())  # pyright: ignore[reportCallIssue] - every field has its default
    routes = operations(app.routes)
    hidden = {re.sub(r":\w+}", "}", name) for name in routes} - described
    assert hidden == UNDESCRIBED, (
        "not in OpenAPI: describe it, or say in UNDESCRIBED why not, with a test of its own"
    )


def test_D1_every_cell_of_the_table_of_roles_has_an_operation_or_is_to_come() -> None:
    covered = {permission for operation in OPERATIONS for permission in operation.permissions}
    assert set(Permission) - covered - LATER == set(), "no operation shows these permissions"
    assert covered & LATER == set(), "these have operations now: take them out of LATER"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_D1_the_table_lets_in_who_holds_the_permission_and_nobody_else(operation: Operation) -> None:
    for caller, role in _ROLES.items():
        holds = any(permission in PERMISSIONS[role] for permission in operation.permissions)
        if operation.permissions and not holds:
            assert operation.expected[caller] in ("401", "403", "404"), caller
        # Who holds it is let in; what they ask for may be somebody else's, and then is not there.
        if holds:
            assert operation.expected[caller] in ("ok", "404"), caller


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_D1_an_operation_answers_every_caller_as_the_table_says(
    scene: Scene, operation: Operation
) -> None:
    wrong: dict[str, str] = {}
    for caller, expected in operation.expected.items():
        sent = await operation.example(scene, caller)
        answer = await knock(scene, operation, caller, sent)
        if _class_of(answer) != expected:
            wrong[caller] = f"{answer.status_code}, the table says {expected}: {answer.text[:300]}"
    assert wrong == {}


async def _socket_class(scene: Scene, port: int, caller: Caller, conversation: str) -> str:
    """Open a socket on a conversation, and return how that ends, as a class of answers."""
    headers = await scene.headers(caller)
    answer = await scene.demo.client.post("/auth/socket-ticket", headers=headers)
    ticket = answer.json()["ticket"] if headers and answer.is_success else "none"
    protocols = [Subprotocol("support-ai.v1"), Subprotocol(f"ticket.{ticket}")]
    address = f"ws://127.0.0.1:{port}/ws/chat?conversation_id={conversation}"
    try:
        async with connect(address, subprotocols=protocols) as opened:
            frame = json.loads(await opened.recv())
    except InvalidStatus:
        return "401"
    return "404" if frame["type"] == "error" and frame["code"].endswith("not_found") else "ok"


async def test_D1_the_socket_answers_every_caller_as_the_table_says(scene: Scene) -> None:
    conversation = await scene.conversation()
    async with listening(scene.demo.shop) as port:
        found = [await _socket_class(scene, port, caller, conversation) for caller in Caller]
    assert found == SOCKET.split()
