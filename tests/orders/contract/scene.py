"""The real application with orders made to measure: every request is first asked as a dry run, and compared with the real one."""

import time
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from psycopg import errors

from support_ai.access.actor import Reason
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.core.limits import Limits
from tests.conftest import Addresses
from tests.identity.signing_in import PASSWORD
from tests.orders.making import Made, Maker, Spec
from tests.serving import Shop, serving

# What must not change by a refusal or a dry run, each with what orders its rows.
_PATIENCE = 6
TABLES = (
    "orders",
    "order_items",
    "order_returns",
    "payments",
    "balance_entries",
    "transfers",
    "adjustments",
    "proposals",
    "customers",
    "payment_methods",
    "shop_documents",
)
# What the worker writes whenever it likes.
_MOVED_BY_JOBS = {
    "transfers": ["state", "provider", "reference", "attempts", "changed_at", "settled_at", "reason"]
}
STAFF = {
    "emma": Role.SUPPORT_AGENT,
    "eve": Role.SUPPORT_AGENT,
    "admin": Role.ADMIN,
    "ada": Role.ADMIN,
    "owner": Role.OWNER,
}
CUSTOMERS = {"rohan": "CUST-123", "michael": "CUST-456"}
# Every rule that some test says it produces.
PRODUCED: set[str] = set()
_FRESH_SECONDS = 120
Move = tuple[str, str | None, int, tuple[int, int]]


@dataclass(frozen=True)
class Answer:
    """What came of a request, and the order that it was about."""

    status: int
    body: dict[str, Any]
    made: Made

    @property
    def shown(self) -> dict[str, Any]:
        """Return the preview."""
        return self.body["preview"]

    @property
    def moves(self) -> list[Move]:
        """Return the movements as tests write them, methods by the names that the test gave."""
        names = {real: name for name, real in self.made.methods.items()}
        return [
            (
                one["direction"],
                names.get(one["payment_method_id"], one["payment_method_id"]),
                one["amount_minor"],
                (one["days_least"], one["days_most"]),
            )
            for one in self.shown["movements"]
        ]


@dataclass
class Scene:
    """The application, whoever calls it, and the tables."""

    shop: Shop
    maker: Maker
    signed_in: dict[str, tuple[float, dict[str, str]]] = field(
        default_factory=dict[str, tuple[float, dict[str, str]]]
    )

    async def headers(self, who: str) -> dict[str, str]:
        """Return the headers of somebody who proved themselves in the last two minutes; nobody has none."""
        if who == "nobody":
            return {}
        at, found = self.signed_in.get(who, (0.0, {}))
        if not found or time.monotonic() - at > _FRESH_SECONDS:
            found = await self.shop.login(f"{who}@example.com", PASSWORD)
            self.signed_in[who] = time.monotonic(), found
        return found

    async def send(
        self, who: str, method: str, path: str, body: object = None, *, dry: bool = False
    ) -> httpx.Response:
        """Send one request; no test is about rates."""
        self.shop.app.state.limits = Limits.open(None)
        return await self.shop.client.request(
            method,
            path,
            json=body,
            params={"dry_run": "true"} if dry else {},
            headers=await self.headers(who),
        )

    async def tried(
        self,
        who: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        made: Made,
        method: str = "POST",
    ) -> Answer:
        """Ask for a change of an order as a dry run and then in earnest.

        Whatever a dry run or a refusal answers, nothing changed by it; the real run does, and answers, what the dry run showed.
        """
        said = None if body is None else made.meant(body)
        path = path.replace("{number}", made.number.replace("#", "%23"))
        before = self.rows()
        shown = await self.send(who, method, path, said, dry=True)
        assert self.rows() == before, "a dry run changed something"
        real = await self.send(who, method, path, said)
        if real.status_code >= httpx.codes.BAD_REQUEST:
            assert self.rows() == before, "a refusal changed something"
            assert (shown.status_code, shown.json().get("code")) == (
                real.status_code,
                real.json().get("code"),
            )
            assert shown.json().get("detail") == real.json().get("detail")
            return Answer(real.status_code, real.json(), made)
        assert shown.status_code == httpx.codes.OK, shown.text
        showed, answer = shown.json(), real.json()
        assert (showed["state"], showed["proposal_id"], showed["result"]) == ("preview", None, {})
        assert (showed["preview"], showed["needs_role"]) == (answer["preview"], answer["needs_role"])
        if answer["state"] == "committed":
            assert (real.status_code, answer["needs_role"]) == (httpx.codes.OK, None)
            self._check_effect(answer)
        else:
            assert (real.status_code, answer["state"]) == (httpx.codes.ACCEPTED, "awaiting_approval")
            self._check_waits(before, answer)
        return Answer(real.status_code, answer, made)

    def _check_effect(self, answer: Mapping[str, Any]) -> None:
        """Compare what was booked under a yes with what was shown, unless it is for later."""
        rows = self.ask(
            "select kind, payment_method_id, sum(amount_minor)::bigint from payments where proposal_id = %s group by 1, 2",
            answer["proposal_id"],
        )
        booked = {("charge" if kind == "payment" else kind, name): amount for kind, name, amount in rows}
        shown = {
            (one["direction"], one["payment_method_id"]): one["amount_minor"]
            for one in answer["preview"]["movements"]
            if one["direction"] != "credit"
        }
        is_later = answer["preview"]["action"] in ("return_items", "exchange_items")
        assert booked == ({} if is_later else shown)

    def _check_waits(self, before: Mapping[str, list[dict[str, Any]]], answer: Mapping[str, Any]) -> None:
        """Nothing but the request itself was stored."""
        after = self.rows()
        changed = {name for name in TABLES if after[name] != before[name]}
        assert changed == {"proposals"}
        added = [row for row in after["proposals"] if row not in before["proposals"]]
        assert [row["proposal_id"] for row in added] == [answer["proposal_id"]]

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row of what a change could touch, as the tables' owner reads them."""
        found = (
            "select row from (select to_jsonb(t) - %s::text[] as row from {} t) as rows order by row::text"
        )
        return {
            name: [row[0] for row in self.ask(found.format(name), _MOVED_BY_JOBS.get(name, []))]
            for name in TABLES
        }

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, as the tables' owner."""
        return self.maker.conn.execute(statement.encode(), values).fetchall()

    def status(self, made: Made) -> str:
        """Return an order's status."""
        return self.ask("select status from orders where order_id = %s", made.order_id)[0][0]

    def balance(self, made: Made, name: str) -> int:
        """Return what lies on a method."""
        total = (
            "select coalesce(sum(amount_minor), 0)::bigint from balance_entries where payment_method_id = %s"
        )
        return self.ask(f"{total} and customer_id = %s", made.methods.get(name, name), made.customer_id)[0][0]

    def make(self, spec: Spec) -> Made:
        """Add an order."""
        return self.maker.order(spec)

    def new_day(self) -> None:
        """Let nobody have paid anything out today."""
        self.maker.conn.execute(
            "update proposals set decided_at = decided_at - interval '2 days' where decided_at is not null"
        )

    def clear(self) -> None:
        """Begin without orders again: what is compared before and after every request stays small."""
        kept = ("customers",)
        emptied = ", ".join(name for name in TABLES if name not in kept)
        for patience in reversed(range(_PATIENCE)):
            try:
                self.maker.conn.execute(f"truncate {emptied} cascade".encode())
            except (errors.LockNotAvailable, errors.DeadlockDetected):
                # A test that failed in the middle left requests that still run.
                if not patience:
                    raise
            else:
                return

    @contextmanager
    def under(self, name: str, settings: Mapping[str, object]) -> Generator[None]:
        """Put a document of settings in force for a while."""
        self.maker.document(name, settings)
        try:
            yield
        finally:
            self.maker.conn.execute("delete from shop_documents where name = %s", (name,))


async def open_scene(
    database: Database, addresses: Addresses, home: Path, thought: Thought
) -> AsyncGenerator[Scene]:
    """Serve the application with its colleagues, two customers and the goods."""
    async with serving(database, home, thought) as shop:
        maker = Maker.open(addresses.owner, database.keys)
        maker.stock()
        for name, customer_id in CUSTOMERS.items():
            maker.customer(name, customer_id)
        for name in (*STAFF, *CUSTOMERS):
            await shop.resources.identity.make_account(
                Reason.STAFF_COMMAND,
                f"{name}@example.com",
                name=name,
                role=STAFF.get(name, Role.CUSTOMER),
                password=PASSWORD,
                customer_id=CUSTOMERS.get(name),
            )
        yield Scene(shop, maker)
        maker.conn.close()
