"""Webhooks over HTTP, the owner's alone."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from support_ai.access.permission import Permission
from support_ai.core.caller import Recent, requires
from support_ai.core.http import Tx
from support_ai.core.page import Page
from support_ai.messaging.webhooks import endpoint_queries, endpoints, replaying, schemas
from support_ai.messaging.webhooks.endpoints import Change, Webhooks

router = APIRouter(
    prefix="/integration/webhooks",
    tags=["integration"],
    dependencies=[Depends(requires(Permission.SECURITY_CONFIGURE))],
)


async def webhooks(request: Request) -> Webhooks:
    """Return what the application opened."""
    return request.app.state.webhooks


Hooks = Annotated[Webhooks, Depends(webhooks)]


@router.get("")
async def list_webhooks(conn: Tx) -> schemas.WebhookList:
    """Return every endpoint, those too that were disabled."""
    found = await endpoint_queries.list_endpoints(conn)
    return schemas.WebhookList(items=[schemas.WebhookOut.of(one) for one in found])


@router.post("", dependencies=[Recent], status_code=HTTPStatus.CREATED)
async def register_webhook(
    sent: schemas.NewWebhook, conn: Tx, hooks: Hooks, response: Response
) -> schemas.MadeWebhook:
    """Register an endpoint; keep its secret where your program keeps its own, for nobody can show it again."""
    made, secret = await endpoints.register(conn, hooks, sent.url, sent.description, sent.events)
    response.headers["Cache-Control"] = "no-store"
    return schemas.MadeWebhook(webhook=schemas.WebhookOut.of(made), secret=secret)


@router.get("/{webhook_id}")
async def get_webhook(webhook_id: UUID, conn: Tx) -> schemas.WebhookOut:
    """Return one endpoint."""
    return schemas.WebhookOut.of(await endpoints.get_endpoint(conn, webhook_id))


@router.patch("/{webhook_id}", dependencies=[Recent])
async def change_webhook(
    webhook_id: UUID, sent: schemas.WebhookChange, conn: Tx, hooks: Hooks
) -> schemas.WebhookOut:
    """Change an endpoint, disable it, or enable it again."""
    wanted = Change(sent.url, sent.description, sent.events, sent.enabled)
    return schemas.WebhookOut.of(await endpoints.change(conn, hooks, webhook_id, wanted))


@router.delete("/{webhook_id}", dependencies=[Recent], status_code=HTTPStatus.NO_CONTENT)
async def remove_webhook(webhook_id: UUID, conn: Tx) -> None:
    """Send nothing there any more, and forget what was sent."""
    await endpoints.remove(conn, webhook_id)


@router.post("/{webhook_id}/rotate-secret", dependencies=[Recent])
async def rotate_secret(webhook_id: UUID, conn: Tx, hooks: Hooks, response: Response) -> schemas.NewSecret:
    """Make a new secret; for a day the old one signs beside it."""
    secret, old_until = await endpoints.rotate_secret(conn, webhook_id, hooks.clock())
    response.headers["Cache-Control"] = "no-store"
    return schemas.NewSecret(secret=secret, rotating_until=old_until)


@router.post("/{webhook_id}/test", status_code=HTTPStatus.ACCEPTED)
async def send_test(webhook_id: UUID, conn: Tx, hooks: Hooks) -> schemas.Sending:
    """Send the event `webhook.test` there; its delivery tells what came of it."""
    return schemas.Sending(delivery_id=await replaying.send_test(conn, webhook_id, hooks.clock()))


@router.get("/{webhook_id}/deliveries")
async def list_deliveries(
    webhook_id: UUID, conn: Tx, wanted: Annotated[schemas.DeliveryQuery, Query()]
) -> Page[schemas.DeliveryOut]:
    """List what was sent there in the last 30 days, the newest event first."""
    found = await replaying.list_deliveries(conn, webhook_id, wanted.state, wanted.cursor, wanted.limit)
    return Page(tuple(schemas.DeliveryOut.of(one) for one in found.items), found.next_cursor)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay", status_code=HTTPStatus.ACCEPTED)
async def replay_delivery(webhook_id: UUID, delivery_id: UUID, conn: Tx, hooks: Hooks) -> schemas.Sending:
    """Send one event there again, under the id that it had."""
    await replaying.replay(conn, webhook_id, delivery_id, hooks.clock())
    return schemas.Sending(delivery_id=delivery_id)


@router.post("/{webhook_id}/replay", status_code=HTTPStatus.ACCEPTED)
async def replay_since(webhook_id: UUID, sent: schemas.ReplayWanted, conn: Tx) -> schemas.Replaying:
    """Send there again what did not arrive since a moment of the last 30 days."""
    count = await replaying.replay_since(conn, webhook_id, sent.since, delivered=sent.delivered)
    return schemas.Replaying(events=count)
