"""What the table of operations calls for of webhooks, and what fills their tables. Nobody listens: nothing is reached."""

from collections.abc import Mapping
from datetime import UTC, datetime

from support_ai.access.actor import Person
from support_ai.messaging.webhooks.announcing import announce
from support_ai.messaging.webhooks.endpoints import register, rotate_secret
from support_ai.messaging.webhooks.events import Event
from tests.security.scene import Caller, Scene, Sent
from tests.serving import Shop

# A port of this machine on which nothing runs.
NOBODY_LISTENS = "http://127.0.0.1:9/hook"
_PATH = "/integration/webhooks"


async def webhook(scene: Scene, _caller: Caller) -> Sent:
    """Name an endpoint that was just registered; those before make room."""
    headers, client = await scene.headers(Caller.OWNER), scene.demo.client
    for old in (await client.get(_PATH, headers=headers)).json()["items"]:
        await client.delete(f"{_PATH}/{old['webhook_id']}", headers=headers)
    answer = await client.post(_PATH, headers=headers, json={"url": NOBODY_LISTENS})
    assert answer.is_success, answer.text
    return Sent({"webhook_id": answer.json()["webhook"]["webhook_id"]})


async def changed(scene: Scene, caller: Caller) -> Sent:
    """Change an endpoint."""
    return Sent(
        (await webhook(scene, caller)).ids, body={"description": "Warehouse", "events": ["refund.created"]}
    )


async def since(scene: Scene, caller: Caller) -> Sent:
    """Send again what happened since a moment."""
    return Sent((await webhook(scene, caller)).ids, body={"since": "2026-01-31T12:00:00Z"})


async def delivery(scene: Scene, caller: Caller) -> Sent:
    """Name a delivery of an endpoint."""
    ids = (await webhook(scene, caller)).ids
    headers = await scene.headers(Caller.OWNER)
    answer = await scene.demo.client.post(f"{_PATH}/{ids['webhook_id']}/test", headers=headers)
    return Sent({**ids, "delivery_id": answer.json()["delivery_id"]})


async def announce_everything(shop: Shop, people: Mapping[str, Person]) -> None:
    """Let an endpoint wait for everything, and everybody announce something."""
    database = shop.resources.database
    async with database.transaction(people["owner"]) as conn:
        made, _ = await register(conn, shop.resources.webhooks, NOBODY_LISTENS, "Warehouse", ())
        await rotate_secret(conn, made.webhook_id, datetime.now(UTC))
    for person in people.values():
        async with database.transaction(person) as conn:
            await announce(conn, Event.TICKET_OPENED, "ticket:1")
