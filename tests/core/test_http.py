"""The edge of HTTP: bad input gets a clear problem, never a 500; every answer carries its headers."""

from collections.abc import AsyncGenerator
from types import SimpleNamespace
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict

from support_ai.access.actor import Customer, Person, Staff, Visitor
from support_ai.access.permission import Permission
from support_ai.access.role import Role
from support_ai.core.bodies import MOST_BYTES
from support_ai.core.caller import (
    Anyone,
    CurrentCustomer,
    CurrentStaff,
    Public,
    operations,
    requires,
    unnamed_operations,
)
from support_ai.core.errors import ConflictError, TooManyError, UnauthenticatedError
from support_ai.core.http import Edge, install_problems
from support_ai.core.limits import Limits
from support_ai.shop.security import SecuritySettings
from tests.conftest import Demo

_ID = UUID(int=1)
_PEOPLE: dict[str, Person] = {
    "owner": Staff(_ID, _ID, Role.OWNER, "Olivia"),
    "admin": Staff(_ID, _ID, Role.ADMIN, "Adam"),
    "emma": Staff(_ID, _ID, Role.SUPPORT_AGENT, "Emma"),
    "rohan": Customer(_ID, _ID, "CUST-123", verified=True),
    "michael": Customer(_ID, _ID, "CUST-456", verified=True),
    "visitor": Visitor(_ID),
}


class KnownTokens:
    """An authenticator at the seam: a token is a name of the cast."""

    def __init__(self) -> None:
        """Begin with no refusals."""
        self.refusals: list[str] = []

    async def authenticate(self, token: str) -> Person:
        if token not in _PEOPLE:
            raise UnauthenticatedError
        return _PEOPLE[token]

    async def refused(self, person: Person, action: str, subject: str, rule: str) -> None:
        self.refusals.append(rule)


class Body(BaseModel):
    """A body with one field."""

    model_config = ConfigDict(extra="forbid")
    amount: int


def _app() -> FastAPI:
    app = FastAPI()
    app.state.authenticator = KnownTokens()
    app.state.limits = Limits.open(None)
    app.state.security = SimpleNamespace(settings=SecuritySettings())
    install_problems(app)
    app.add_middleware(Edge)

    @app.post("/body", dependencies=[Public])
    async def body(sent: Body) -> int:
        return sent.amount

    @app.get("/anyone")
    async def anyone(person: Anyone) -> str:
        return type(person).__name__

    @app.get("/customer")
    async def customer(person: CurrentCustomer) -> str:
        return str(person.customer_id)

    @app.get("/staff")
    async def staff(person: CurrentStaff) -> str:
        return person.name

    @app.get("/reports", dependencies=[Depends(requires(Permission.FINANCIAL_REPORTS_READ))])
    async def reports() -> str:
        return "figures"

    @app.get("/conflict", dependencies=[Public])
    async def conflict() -> None:
        raise ConflictError(field="name")

    @app.get("/slow", dependencies=[Public])
    async def slow() -> None:
        raise TooManyError(retry_after=7)

    @app.get("/fault", dependencies=[Public])
    async def fault() -> None:
        message = "select secret from table"
        raise RuntimeError(message)

    assert all(callable(route) for route in (body, anyone, customer, staff, reports, conflict, slow, fault))
    return app


@pytest.fixture
async def client() -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
        yield client


@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        (b"", 422, "body"),
        (b"{", 422, "body"),
        (b'{"amount": "\xff"}', 422, "body"),
        (b'{"amount": "x\\u0000"}', 422, "amount"),
        (b'{"amount": 1, "role": "owner"}', 422, "role"),
        (b"{}", 422, "amount"),
        (b"[" * 100_000, 422, "body"),
        (b'{"amount": "' + b"1" * MOST_BYTES + b'"}', 413, "body"),
    ],
)
async def test_F4_bad_input_is_named(
    client: httpx.AsyncClient, content: bytes, status: int, field: str
) -> None:
    answer = await client.post("/body", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["field"] == field
    assert found["code"]
    assert found["request_id"] == answer.headers["x-request-id"]


async def test_F4_a_body_without_its_length_is_bounded_too(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(100):
            yield b" " * 10_000

    answer = await client.post("/body", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413


async def test_F6_a_fault_says_nothing_of_itself(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fault")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_problems_carry_code_field_and_when_to_try_again(client: httpx.AsyncClient) -> None:
    conflict = await client.get("/conflict")
    assert (conflict.status_code, conflict.json()["code"], conflict.json()["field"]) == (
        409,
        "conflict",
        "name",
    )
    slow = await client.get("/slow")
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "7")
    assert (await client.get("/nothing")).json()["code"] == "not_found"
    assert (await client.put("/body")).json()["code"] == "method_not_allowed"


async def test_F1_every_answer_carries_the_headers(client: httpx.AsyncClient) -> None:
    for path in ("/anyone", "/nothing", "/fault"):
        headers = (await client.get(path)).headers
        assert "max-age=31536000" in headers["strict-transport-security"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "object-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
    signed_in = await client.get("/anyone", headers={"authorization": "Bearer rohan"})
    assert signed_in.headers["cache-control"] == "no-store"


async def test_a_request_id_is_kept_when_it_is_one(client: httpx.AsyncClient) -> None:
    answer = await client.get("/anyone", headers={"x-request-id": "from-the-proxy-1"})
    assert answer.headers["x-request-id"] == "from-the-proxy-1"
    answer = await client.get("/anyone", headers={"x-request-id": "evil value; drop"})
    assert answer.headers["x-request-id"] != "evil value; drop"


EXPECTED = {
    "/anyone": {
        "owner": 200,
        "admin": 200,
        "emma": 200,
        "rohan": 200,
        "michael": 200,
        "visitor": 200,
        None: 200,
    },
    "/customer": {
        "owner": 403,
        "admin": 403,
        "emma": 403,
        "rohan": 200,
        "michael": 200,
        "visitor": 401,
        None: 401,
    },
    "/staff": {
        "owner": 200,
        "admin": 200,
        "emma": 200,
        "rohan": 403,
        "michael": 403,
        "visitor": 401,
        None: 401,
    },
    "/reports": {
        "owner": 200,
        "admin": 200,
        "emma": 403,
        "rohan": 403,
        "michael": 403,
        "visitor": 401,
        None: 401,
    },
}


@pytest.mark.parametrize("path", list(EXPECTED))
@pytest.mark.parametrize("name", [*_PEOPLE, None])
async def test_D4_every_door_knows_its_people(client: httpx.AsyncClient, path: str, name: str | None) -> None:
    headers = {} if name is None else {"authorization": f"Bearer {name}"}
    assert (await client.get(path, headers=headers)).status_code == EXPECTED[path][name]


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic cm9oYW4=", "rohan"])
async def test_a_broken_token_is_401_also_where_anyone_may_enter(
    client: httpx.AsyncClient, header: str
) -> None:
    answer = await client.get("/anyone", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_405_says_all_that_the_address_knows(demo: Demo) -> None:
    for path, methods in (
        ("/me", "GET, PATCH"),
        ("/orders/ORD-789", "DELETE, GET"),
        ("/shop/security", "GET, PUT"),
        ("/conversations/00000000-0000-4000-8000-000000000001", "DELETE, GET"),
    ):
        answer = await demo.client.request("TRACE", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)
        assert answer.json()["code"] == "method_not_allowed"


def test_D4_an_operation_without_a_caller_is_found() -> None:
    app = _app()
    assert unnamed_operations(app.routes) == []
    assert len(operations(app.routes)) == 8

    @app.get("/forgotten")
    async def forgotten() -> None:
        """Name nobody."""

    assert callable(forgotten)
    assert unnamed_operations(app.routes) == ["GET /forgotten"]
