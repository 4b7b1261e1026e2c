"""What the owner does with endpoints: registered, changed, given another secret, removed."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

import httpx

from support_ai.access.actor import describe
from support_ai.audit import service as audit
from support_ai.core.clock import Clock
from support_ai.core.database import Connection
from support_ai.core.errors import ConflictError, InvalidError, NotFoundError
from support_ai.core.networks import is_internal, is_public, read_address
from support_ai.core.outbound import TargetRefusedError, check_target
from support_ai.messaging.webhooks import delivery_queries, endpoint_queries
from support_ai.messaging.webhooks.events import Event
from support_ai.messaging.webhooks.models import Ending, Endpoint
from support_ai.messaging.webhooks.policy import MOST_ENDPOINTS, OLD_SECRET_LIFE
from support_ai.messaging.webhooks.signing import new_secret

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class WebhookNotFoundError(NotFoundError):
    """There is no such webhook."""

    code = "webhook_not_found"


class WebhookUrlRefusedError(InvalidError):
    """A webhook goes to an https address on the internet, without a user name and without a fragment."""

    code = "webhook_url_refused"


class TooManyWebhooksError(ConflictError):
    """The shop has as many webhooks as it may: remove one first."""

    code = "too_many_webhooks"


class WebhookDisabledError(ConflictError):
    """This webhook is disabled: enable it first."""

    code = "webhook_disabled"


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What routes need beside a connection: the hosts of the own network that may be told, and the clock."""

    internal: frozenset[str]
    local_mode: bool
    clock: Clock

    def check(self, url: str) -> None:
        """Refuse an address that nothing will be sent to; WebhookUrlRefusedError."""
        try:
            place = httpx.URL(url)
            check_target(place, self.internal if self.local_mode else ())
            # Reading the name finds out whether an A-label is one.
            host = place.raw_host.decode("ascii") if place.host else ""
        except (httpx.InvalidURL, TargetRefusedError, UnicodeError, ValueError) as error:
            raise WebhookUrlRefusedError(field="url") from error
        address = read_address(host)
        is_known = host in self.internal and (address is None or is_internal(address))
        if place.fragment or (address is not None and not is_public(address) and not is_known):
            raise WebhookUrlRefusedError(field="url")


def reachable_hosts(internal_hosts: list[str], *, local_mode: bool) -> frozenset[str]:
    """Return the hosts of the own network that may be told: in local mode this machine is one of them."""
    return frozenset(internal_hosts) | (_LOOPBACK if local_mode else frozenset[str]())


@dataclass(frozen=True, slots=True)
class Change:
    """What the owner wants of an endpoint; None leaves a part as it is, no events at all mean every one."""

    url: str | None = None
    description: str | None = None
    events: tuple[Event, ...] | None = None
    enabled: bool | None = None


async def register(
    conn: Connection, hooks: Webhooks, url: str, description: str, events: tuple[Event, ...]
) -> tuple[Endpoint, str]:
    """Register an endpoint and return it with its secret, which nobody can show again; row security lets owners only."""
    hooks.check(url)
    endpoint = Endpoint(
        uuid4(), url, description, events, hooks.clock(), describe(conn.actor), None, None, None, None
    )
    secret = new_secret()
    if not await endpoint_queries.insert_endpoint(conn, endpoint, secret, most=MOST_ENDPOINTS):
        raise TooManyWebhooksError
    await audit.append(conn, "webhook.register", _subject(endpoint.webhook_id), detail=_told(endpoint))
    return endpoint, secret


async def get_endpoint(conn: Connection, webhook_id: UUID) -> Endpoint:
    """Return one endpoint; WebhookNotFoundError where there is none."""
    found = await endpoint_queries.find_endpoint(conn, webhook_id)
    if found is None:
        raise WebhookNotFoundError
    return found


async def get_enabled(conn: Connection, webhook_id: UUID) -> Endpoint:
    """Return an endpoint that is told something; WebhookDisabledError where nothing is sent there."""
    found = await get_endpoint(conn, webhook_id)
    if found.disabled_at is not None:
        raise WebhookDisabledError
    return found


async def change(conn: Connection, hooks: Webhooks, webhook_id: UUID, wanted: Change) -> Endpoint:
    """Change an endpoint; one that is enabled again begins without its failures."""
    if wanted.url is not None:
        hooks.check(wanted.url)
    found = await endpoint_queries.find_endpoint(conn, webhook_id, lock=True)
    if found is None:
        raise WebhookNotFoundError
    changed = _changed(found, wanted, hooks.clock())
    await endpoint_queries.change_endpoint(conn, changed)
    if changed.disabled_at is not None:
        await delivery_queries.stop_waiting(conn, webhook_id)
    await audit.append(conn, "webhook.change", _subject(webhook_id), detail=_told(changed))
    return changed


def _changed(found: Endpoint, wanted: Change, moment: datetime) -> Endpoint:
    changed = replace(
        found,
        url=found.url if wanted.url is None else wanted.url,
        description=found.description if wanted.description is None else wanted.description,
        events=found.events if wanted.events is None else wanted.events,
    )
    match wanted.enabled:
        case True if found.disabled_at is not None:
            return replace(changed, failing_since=None, disabled_at=None, disabled_because=None)
        case False if found.disabled_at is None:
            return replace(changed, disabled_at=moment, disabled_because=Ending.OWNER)
        case _:
            return changed


async def remove(conn: Connection, webhook_id: UUID) -> None:
    """Forget an endpoint with its deliveries; WebhookNotFoundError where there is none."""
    if not await endpoint_queries.delete_endpoint(conn, webhook_id):
        raise WebhookNotFoundError
    await audit.append(conn, "webhook.remove", _subject(webhook_id))


async def rotate_secret(conn: Connection, webhook_id: UUID, moment: datetime) -> tuple[str, datetime]:
    """Return a new secret, and until when the present one signs beside it; one that was replaced before ends now."""
    secret, old_until = new_secret(), moment + OLD_SECRET_LIFE
    if not await endpoint_queries.replace_secret(conn, webhook_id, secret, old_until):
        raise WebhookNotFoundError
    await audit.append(
        conn,
        "webhook.rotate_secret",
        _subject(webhook_id),
        detail={"old_until": old_until.isoformat()},
    )
    return secret, old_until


def _subject(webhook_id: UUID) -> str:
    return f"webhook:{webhook_id}"


def _told(endpoint: Endpoint) -> dict[str, str | bool]:
    """Return what the audit log is told: the path of an address may be a secret, its host is none."""
    return {
        "host": httpx.URL(endpoint.url).raw_host.decode("ascii"),
        "events": " ".join(endpoint.events) or "all",
        "enabled": endpoint.disabled_at is None,
    }
