"""Opens every resource of a serving process once, in order, and closes them in reverse."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import structlog

from support_ai.agent.brain import Brain
from support_ai.agent.guard import Guard
from support_ai.agent.local.brain import LocalBrain
from support_ai.agent.local.understanding import Understanding
from support_ai.agent.turn import Turns
from support_ai.audit.exporting import HeadExport, head_store
from support_ai.audit.heads import Signer
from support_ai.audit.sealing import Sealer
from support_ai.channels.identifying import Identifying
from support_ai.channels.inbound import Inbox
from support_ai.channels.web.presence import Presence
from support_ai.config import Settings
from support_ai.core.embedder import Embedder
from support_ai.core.limits import Limits
from support_ai.core.live import Live
from support_ai.core.outbound import open_outbound
from support_ai.core.production import check_production
from support_ai.identity.api_keys import ApiKeys
from support_ai.identity.authenticator import SessionAuthenticator
from support_ai.identity.oidc import OpenIdConnect
from support_ai.identity.oidc_client import ProviderClient
from support_ai.identity.queries import list_owners
from support_ai.jobs import worker_of
from support_ai.messaging.opening import check_messaging, open_senders
from support_ai.messaging.senders import Senders
from support_ai.messaging.webhooks.endpoints import Webhooks, reachable_hosts
from support_ai.messaging.webhooks.jobs import WebhookWorker
from support_ai.messaging.webhooks.pumping import Pump
from support_ai.messaging.webhooks.sending import webhook_client
from support_ai.payments.provider import ByHand, PaymentProvider
from support_ai.shop.watching import SecurityWatch
from support_ai.stored import Stored, open_stored, sealer_url

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Resources(Stored):
    """Everything that a serving process holds."""

    live: Live
    security: SecurityWatch
    limits: Limits
    outbound: httpx.AsyncClient
    oidc: OpenIdConnect
    api_keys: ApiKeys
    webhooks: Webhooks
    embedder: Embedder
    authenticator: SessionAuthenticator
    inbox: Inbox
    presence: Presence


@dataclass(frozen=True, slots=True)
class Thought:
    """What thinks: loaded once for a process, without any connection; `extra_calls` are the brain's own."""

    embedder: Embedder
    brain: Brain
    extra_calls: int = 0


def load_thought() -> Thought:
    """Load the embedder and the local brain, warmed up by one message."""
    embedder = Embedder.load()
    understanding = Understanding.load(embedder)
    understanding.understand("hello")
    return Thought(embedder, LocalBrain(understanding), LocalBrain.EXTRA_CALLS)


@asynccontextmanager
async def open_resources(
    settings: Settings, *, second_factor_required: bool = True
) -> AsyncGenerator[Resources]:
    """Open everything that a serving process needs; settings that do not go together are refused before anything starts."""
    check_production(settings)
    check_messaging(settings)
    async with (
        open_senders(settings, sys.stdout) as senders,
        open_stored(settings, second_factor_required=second_factor_required) as stored,
    ):
        thought = await asyncio.to_thread(load_thought)
        async with open_serving(stored, thought, senders) as resources:
            yield resources


@asynccontextmanager
async def open_serving(
    stored: Stored, thought: Thought, senders: Senders, *, provider: PaymentProvider | None = None
) -> AsyncGenerator[Resources]:
    """Open what runs beside requests: live events, jobs, turns; running turns end before the database closes.

    Without a provider of payments people move the money by hand.
    """
    async with AsyncExitStack() as stack:
        if stored.settings.worker:
            await stack.enter_async_context(_sealing(stored))
        live = Live(stored.database)
        stack.push_async_callback(_cancel, asyncio.create_task(live.run(), name="live"))
        await live.listening.wait()
        security = await SecurityWatch.open(stored.database, live)
        stack.push_async_callback(_cancel, asyncio.create_task(security.run(), name="security settings"))
        store = stored.settings.rate_limit_url
        limits = Limits.open(
            None if store is None else store.get_secret_value(), counts=stored.settings.rate_limits
        )
        stack.push_async_callback(limits.close)
        outbound = await stack.enter_async_context(open_outbound(stored.settings.internal_hosts))
        authenticator = SessionAuthenticator(
            stored.database,
            stored.identity.ring,
            security=lambda: security.settings,
            clock=stored.identity.clock,
        )
        presence = Presence(stored.database, live)
        stack.push_async_callback(_cancel, asyncio.create_task(presence.run(), name="presence"))
        inbox = _inbox(stored, thought, live, authenticator)
        stack.push_async_callback(inbox.turns.drain)
        webhooks = _webhooks(stored)
        if stored.settings.worker:
            working = _working(stored, senders, inbox, webhooks, provider or ByHand())
            await stack.enter_async_context(working)
        yield Resources(
            settings=stored.settings,
            keys=stored.keys,
            database=stored.database,
            identity=stored.identity,
            live=live,
            security=security,
            limits=limits,
            outbound=outbound,
            oidc=OpenIdConnect(
                stored.identity,
                ProviderClient(outbound, stored.settings.internal_hosts),
                stored.settings.public_url,
            ),
            api_keys=ApiKeys(stored.database, stored.identity.clock),
            webhooks=webhooks,
            embedder=thought.embedder,
            authenticator=authenticator,
            inbox=inbox,
            presence=presence,
        )


def _inbox(stored: Stored, thought: Thought, live: Live, authenticator: SessionAuthenticator) -> Inbox:
    """Return where every way in meets, with the turns that answer."""
    host = urlsplit(stored.settings.public_url).hostname
    guard = Guard(frozenset({host} if host else ()))
    identifying = Identifying(stored.database, stored.identity, authenticator.authenticate)
    turns = Turns(
        stored.database,
        thought.embedder,
        thought.brain,
        guard,
        identifying,
        clock=stored.identity.clock,
        extra_calls=thought.extra_calls,
    )
    return Inbox(stored.database, turns, live, authenticator, identifying)


def _webhooks(stored: Stored) -> Webhooks:
    """Return what the routes of webhooks need."""
    local_mode = stored.settings.local_mode
    internal = reachable_hosts(stored.settings.internal_hosts, local_mode=local_mode)
    return Webhooks(internal, local_mode, stored.identity.clock)


@asynccontextmanager
async def _working(
    stored: Stored, senders: Senders, inbox: Inbox, webhooks: Webhooks, provider: PaymentProvider
) -> AsyncGenerator[None]:
    """Run jobs."""
    async with webhook_client(webhooks.internal) as client:
        pump = Pump(stored.database, client, list_owners, webhooks.clock)
        hooks = WebhookWorker(stored.database, pump, webhooks.clock)
        worker = worker_of(stored.settings, stored.identity, senders, inbox, hooks=hooks, provider=provider)
        async with worker.running():
            yield


@asynccontextmanager
async def _sealing(stored: Stored) -> AsyncGenerator[None]:
    """Seal the audit log behind everything that is opened after it, and hand the signed heads out."""
    directory = stored.settings.data_dir
    signer = await asyncio.to_thread(Signer.in_directory, directory / "keys")
    async with open_outbound(stored.settings.internal_hosts) as client:
        export = HeadExport(signer, head_store(stored.settings, client))
        async with Sealer(sealer_url(stored), export).running():
            yield


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
