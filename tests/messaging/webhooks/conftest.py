"""A post office: an endpoint of the owner's, a receiver behind it, and the worker's jobs run by hand."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from support_ai.access.actor import Actor
from support_ai.core.database import Connection, Database
from support_ai.core.jobs import Task
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.endpoints import Webhooks, register
from support_ai.messaging.webhooks.events import Event
from support_ai.messaging.webhooks.jobs import WebhookWorker
from support_ai.messaging.webhooks.pumping import Pump
from support_ai.messaging.webhooks.sending import webhook_client
from tests.conftest import Addresses, Cast
from tests.identity.factors import MovingClock
from tests.identity.signing_in import as_owner
from tests.messaging.webhooks.receiver import Receiver, receiving

_DUE = (
    "with taken as (delete from jobs.procrastinate_jobs where id = (select min(id) from jobs.procrastinate_jobs"
    " where task_name = any (%s) and coalesce(scheduled_at, %s) <= %s) returning task_name, args)"
    " select task_name, args from taken"
)


@dataclass
class Post:
    """What the tests of deliveries share; `secret` is that of the endpoint `webhook_id`."""

    database: Database
    addresses: Addresses
    cast: Cast
    receiver: Receiver
    clock: MovingClock
    hooks: Webhooks
    worker: WebhookWorker
    webhook_id: UUID
    secret: str

    async def announce(self, event: Event = Event.ORDER_CANCELLED, actor: Actor | None = None) -> None:
        """Announce a change of Rohan's order."""
        async with self.database.transaction(actor or self.cast.emma) as conn:
            await announce(
                conn,
                event,
                "order:ORD-123",
                order_number="ORD-123",
                customer_id="CUST-123",
                detail={"amount_minor": 1990, "currency": "EUR"},
            )

    async def work(self) -> None:
        """Run the jobs that are due by the clock, those too that they leave, one after the other."""
        tasks: dict[str, Task] = self.worker.tasks()
        for _ in range(2000):
            moment = self.clock()
            found = as_owner(self.addresses, _DUE, list(tasks), moment, moment)
            if not found:
                return
            await tasks[found[0][0]](found[0][1])
        pytest.fail("the jobs have no end")

    def waiting(self) -> int:
        """Return how many jobs there are."""
        statement = "select count(*) from jobs.procrastinate_jobs where task_name = any (%s)"
        return as_owner(self.addresses, statement, list(self.worker.tasks()))[0][0]

    def deliveries(self) -> list[tuple[Any, ...]]:
        """Return state, attempts, status, error and words of every delivery, the oldest event first."""
        return as_owner(
            self.addresses,
            "select state, attempts, last_status, last_error, last_answer from webhook_deliveries"
            " order by sequence, endpoint_id",
        )

    def endpoint(self, column: str) -> Any:
        """Return what an endpoint holds."""
        statement = f"select {column} from webhook_endpoints where endpoint_id = %s"
        return as_owner(self.addresses, statement, self.webhook_id)[0][0]

    def heard(self) -> list[dict[str, Any]]:
        """Return what the receiver heard."""
        return [json.loads(one.body) for one in self.receiver.heard]

    async def register(self, *events: Event, path: str = "") -> tuple[UUID, str]:
        """Register another endpoint of the receiver."""
        async with self.database.transaction(self.cast.owner) as conn:
            made, secret = await register(conn, self.hooks, f"{self.receiver.url}{path}", "", events)
        return made.webhook_id, secret


async def owners_of(_conn: Connection) -> list[UUID]:
    """Tell one owner."""
    return [UUID(int=1)]


@pytest.fixture
async def post(database: Database, addresses: Addresses, cast: Cast) -> AsyncGenerator[Post]:
    """Give one endpoint for every event, and a receiver that takes everything."""
    clock = MovingClock()
    hooks = Webhooks(frozenset({"127.0.0.1"}), local_mode=True, clock=clock)
    async with receiving() as receiver, webhook_client(hooks.internal, whole=0.5) as client:
        pump = Pump(database, client, owners_of, clock, luck=lambda: 0.0)
        worker = WebhookWorker(database, pump, clock)
        made = Post(database, addresses, cast, receiver, clock, hooks, worker, UUID(int=0), "")
        made.webhook_id, made.secret = await made.register()
        yield made
