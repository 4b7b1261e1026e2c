"""Reading over REST, with the routes of orders, customers and the catalogue and nothing else."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from support_ai.access.actor import Person
from support_ai.actions.registry import ACTIONS
from support_ai.catalog.routes import router as catalog
from support_ai.core.caller import unnamed_operations
from support_ai.core.database import Database
from support_ai.core.errors import UnauthenticatedError
from support_ai.core.http import install_problems
from support_ai.core.limits import Limits
from support_ai.customers.routes import router as customers
from support_ai.orders.paths import CHANGES
from support_ai.orders.routes import router as orders
from support_ai.shop.security import SecuritySettings
from tests.conftest import Cast
from tests.shop_files import FILES, import_shop


class Names:
    """Takes the name of somebody of the cast for their token."""

    def __init__(self, cast: Cast) -> None:
        self._people = cast.people()

    async def authenticate(self, token: str) -> Person:
        if token not in self._people:
            raise UnauthenticatedError
        return self._people[token]

    async def refused(self, person: Person, action: str, subject: str, rule: str) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Rated:
    """Has the shop's rates."""

    settings: SecuritySettings


@pytest.fixture
async def client(database: Database, cast: Cast, tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    assert (await import_shop(database, tmp_path / "shop")).is_clean
    app = FastAPI()
    install_problems(app)
    for router in (orders, customers, catalog):
        app.include_router(router)
    app.state.database, app.state.authenticator = database, Names(cast)
    app.state.limits, app.state.security = Limits.open(None), Rated(SecuritySettings())
    assert unnamed_operations(app.routes) == []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://shop") as opened:
        yield opened


def _as(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}"}


async def test_a_customer_reads_the_own_order_and_gets_404_for_any_other(client: httpx.AsyncClient) -> None:
    answer = await client.get("/orders/ord-123", headers=_as("rohan"))
    assert answer.status_code == 200
    order = answer.json()
    assert (order["number"], order["total_minor"], order["currency"]) == ("ORD-123", 11790, "USD")
    assert order["items"][0]["options"] == [["color", "black"]]
    assert "order_id" not in order
    foreign = await client.get("/orders/ORD-999", headers=_as("rohan"))
    missing = await client.get("/orders/ORD-000", headers=_as("rohan"))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert foreign.json()["code"] == "order_not_found"
    assert (await client.get("/orders/%00", headers=_as("rohan"))).status_code == 404


async def test_lists_page_by_cursor_and_filter(client: httpx.AsyncClient) -> None:
    first = (await client.get("/orders?limit=1", headers=_as("rohan"))).json()
    assert [order["number"] for order in first["items"]] == ["#W456"]
    assert "order_id" not in first["items"][0]
    query = {"limit": "1", "cursor": first["next_cursor"]}
    second = (await client.get("/orders", params=query, headers=_as("rohan"))).json()
    assert ([order["number"] for order in second["items"]], second["next_cursor"]) == (["ORD-123"], None)
    chosen = (await client.get("/orders?status=pending&customer_id=CUST-456", headers=_as("emma"))).json()
    assert [order["number"] for order in chosen["items"]] == ["ORD-999", "ORD-1"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "cursor=x",
        "status=flying",
        "colour=red",
        "placed_from=yesterday",
        "customer_id=%00",
    ],
)
async def test_a_bad_query_is_named_and_no_fault(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/orders?{query}", headers=_as("emma"))
    assert answer.status_code == 422
    assert answer.json()["field"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/orders", {"": 401, "visitor": 401, "rohan": 200, "emma": 200, "admin": 200, "owner": 200}),
        (
            "/orders/ORD-123",
            {"": 401, "visitor": 401, "rohan": 200, "michael": 404, "emma": 200, "owner": 200},
        ),
        ("/customers", {"": 401, "visitor": 401, "rohan": 403, "emma": 200, "admin": 200, "owner": 200}),
        ("/customers/CUST-123", {"": 401, "visitor": 401, "rohan": 200, "michael": 404, "emma": 200}),
        ("/catalog", {"": 200, "visitor": 200, "rohan": 200, "emma": 200}),
        ("/catalog/P1", {"": 200, "visitor": 200, "rohan": 200, "emma": 200}),
        ("/catalog/P0", {"": 404, "rohan": 404}),
    ],
)
async def test_every_door_opens_for_its_people_only(
    client: httpx.AsyncClient, path: str, expected: dict[str, int]
) -> None:
    found = {
        name: (await client.get(path, headers=_as(name) if name else {})).status_code for name in expected
    }
    assert found == expected


async def test_a_number_with_a_slash_has_an_address(
    client: httpx.AsyncClient, database: Database, tmp_path: Path
) -> None:
    more = FILES["orders.csv"] + "2024/001,CUST-123,pending,,USD,,,,,,,0,0,0\n"
    await import_shop(database, tmp_path / "more", orders=more)
    for path in ("/orders/2024/001", "/orders/2024%2F001"):
        answer = await client.get(path, headers=_as("rohan"))
        assert (answer.status_code, answer.json()["number"]) == (200, "2024/001")
        assert (await client.get(path, headers=_as("michael"))).status_code == 404


def test_the_address_of_every_change_is_told_from_an_orders_number() -> None:
    last = {
        route.rpartition("/")[2]
        for action in ACTIONS.values()
        for route in action.routes
        if route.partition(" ")[2].startswith("/orders/{number}/")
    }
    assert last == {*CHANGES}
