"""The FastAPI application: what is opened, which routers there are, what stands in front of them."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from support_ai import __version__
from support_ai.actions import proposal_routes as proposals
from support_ai.actions import routes as actions
from support_ai.audit import routes as audit
from support_ai.bootstrap import Resources, open_resources
from support_ai.catalog import routes as catalog
from support_ai.channels.web import (
    after_routes,
    asset_routes,
    colleague_routes,
    conversation_routes,
    file_routes,
    offer_routes,
    page_routes,
    preview_routes,
    queue_routes,
    rating_page,
    socket,
)
from support_ai.channels.web import routes as web
from support_ai.channels.web.feed import Feeds
from support_ai.channels.web.open_sockets import OpenSockets
from support_ai.config import Settings
from support_ai.core import health
from support_ai.core.caller import unnamed_operations
from support_ai.core.cors import ShopCors
from support_ai.core.describing import describe
from support_ai.core.gate import Gate
from support_ai.core.http import Edge, install_problems
from support_ai.core.idempotency import Idempotency
from support_ai.core.metering import Meter
from support_ai.customers import routes as customers
from support_ai.identity import api_key_routes as api_keys
from support_ai.identity import code_routes as codes
from support_ai.identity import oidc_routes as oidc
from support_ai.identity import routes as identity
from support_ai.identity import second_factor_routes as second_factor
from support_ai.identity import session_routes as sessions
from support_ai.identity import site_routes as sites
from support_ai.identity import staff_routes as staff
from support_ai.identity.throttle import Throttle
from support_ai.integration import fact_routes as facts
from support_ai.integration import routes as integration
from support_ai.knowledge import routes as knowledge
from support_ai.messaging.webhooks import routes as webhooks
from support_ai.orders import booked_routes as booked
from support_ai.orders import routes as orders
from support_ai.orders import transfer_routes as transfers
from support_ai.payments import routes as balances
from support_ai.privacy import routes as privacy
from support_ai.reports import routes as reports
from support_ai.shop import after_chat_routes as after_chat
from support_ai.shop import appearance_routes as appearance
from support_ai.shop import behaviour_routes as behaviour
from support_ai.shop import hours_routes as hours
from support_ai.shop import limit_routes as limits
from support_ai.shop import logo_routes as logo
from support_ai.shop import routes as shop
from support_ai.shop import rule_routes as rules
from support_ai.tickets import routes as tickets

_ROUTERS = (
    health.router,
    identity.router,
    codes.router,
    sessions.router,
    second_factor.router,
    staff.router,
    staff.accepting,
    sites.router,
    sites.door,
    oidc.router,
    oidc.door,
    api_keys.router,
    webhooks.router,
    facts.router,
    integration.router,
    web.router,
    # Its address would be taken for a conversation's number.
    queue_routes.router,
    conversation_routes.router,
    colleague_routes.router,
    after_routes.router,
    file_routes.router,
    offer_routes.router,
    rating_page.router,
    socket.router,
    page_routes.router,
    actions.router,
    proposals.router,
    proposals.approvals,
    orders.rules,
    orders.router,
    booked.refunds,
    booked.returns,
    booked.adjustments,
    transfers.router,
    balances.router,
    customers.router,
    tickets.router,
    catalog.router,
    knowledge.router,
    shop.router,
    rules.router,
    limits.router,
    hours.router,
    after_chat.router,
    behaviour.router,
    preview_routes.router,
    audit.router,
    reports.router,
    logo.router,
    appearance.router,
    privacy.router,
    # Its addresses are names that no other route has.
    asset_routes.router,
)
Opener = Callable[[Settings], AbstractAsyncContextManager[Resources]]


class UnnamedCallerError(RuntimeError):
    """An operation does not name its caller: the application does not start."""


@cache
def _routes() -> list[BaseRoute]:
    """Return every route of the application, made once a process; UnnamedCallerError where one forgot its caller."""
    together = APIRouter()
    for router in _ROUTERS:
        together.include_router(router)
    unnamed = unnamed_operations(together.routes)
    if unnamed:
        raise UnnamedCallerError(", ".join(unnamed))
    return together.routes


def create_app(settings: Settings, opener: Opener = open_resources) -> FastAPI:
    """Return the application; UnnamedCallerError where an operation forgot to name its caller."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with opener(settings) as resources:
            _give(app, resources)
            yield

    app = FastAPI(
        title="support-ai",
        version=__version__,
        summary="A shop's assistant that sees and does no more than the person it talks to.",
        lifespan=lifespan,
        docs_url="/docs" if settings.local_mode else None,
        redoc_url=None,
        openapi_url="/openapi.json" if settings.local_mode else None,
        routes=_routes(),
    )
    app.state.settings = settings
    install_problems(app)
    describe(app)
    # From the inside out: what stands inside CORS is refused in words that a page may read.
    app.add_middleware(Idempotency)
    app.add_middleware(Meter)
    app.add_middleware(
        ShopCors, settings=settings, allowed=lambda: app.state.security.settings.allowed_origins
    )
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(Edge)
    return app


def _give(app: FastAPI, resources: Resources) -> None:
    """Put what routes reach for on the application's state."""
    app.state.resources = resources
    app.state.database = resources.database
    app.state.live = resources.live
    app.state.security = resources.security
    app.state.limits = resources.limits
    app.state.throttle = Throttle(resources.database, resources.limits)
    app.state.identity = resources.identity
    app.state.authenticator = resources.authenticator
    app.state.api_keys = resources.api_keys
    app.state.webhooks = resources.webhooks
    app.state.exports = asyncio.Semaphore(integration.MOST_EXPORTS)
    # Pictures are decoded one at a time, which may take seconds and 300 MB.
    app.state.pictures = asyncio.Semaphore(1)
    app.state.reports = asyncio.Semaphore(reports.MOST_AT_ONCE)
    app.state.inbox = resources.inbox
    app.state.presence = resources.presence
    app.state.open_sockets = OpenSockets(counts=resources.settings.rate_limits)
    app.state.feeds = Feeds(resources.database, resources.live, resources.authenticator)
