"""The whole application on a test's own database, with mail that is kept instead of sent."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from support_ai.app import create_app
from support_ai.bootstrap import Resources, Thought, open_serving
from support_ai.cli.running import server_config
from support_ai.config import Settings
from support_ai.core.clock import Clock, now
from support_ai.core.database import Database
from support_ai.identity.passwords import Passwords
from support_ai.identity.service import Identity
from support_ai.identity.tokens import TokenRing
from support_ai.messaging.senders import Mail, Senders, Text
from support_ai.payments.provider import PaymentProvider
from support_ai.shop.security import CodeChannel
from support_ai.stored import Stored

CHEAP_HASHES = 4


@dataclass
class KeptMail:
    """A sender at the seam: mails are kept in order."""

    mails: list[Mail] = field(default_factory=list[Mail])

    async def send(self, mail: Mail) -> None:
        """Keep one mail."""
        self.mails.append(mail)

    def code(self) -> str:
        """Return the code of the last mail."""
        found = re.search(r"\d{6}", self.mails[-1].body)
        assert found is not None
        return found[0]


@dataclass
class KeptTexts:
    """A sender at the seam: messages to phones are kept in order."""

    texts: list[Text] = field(default_factory=list[Text])

    async def send(self, text: Text) -> None:
        """Keep one message."""
        self.texts.append(text)


@dataclass
class Shop:
    """A running application: a client without a token, its resources, its mail."""

    app: FastAPI
    client: httpx.AsyncClient
    resources: Resources
    mail: KeptMail
    sms: KeptTexts
    whatsapp: KeptTexts

    async def register(self, email: str, password: str, name: str = "Somebody") -> None:
        """Make an account and wait for its mail."""
        answer = await self.client.post(
            "/auth/register", json={"email": email, "password": password, "name": name}
        )
        assert answer.status_code == 201, answer.text

    async def login(self, email: str, password: str) -> dict[str, str]:
        """Return the headers of a signed-in account."""
        answer = await self.client.post("/auth/login", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}"}


@asynccontextmanager
async def listening(shop: Shop, connection: type[asyncio.Protocol] | None = None) -> AsyncGenerator[int]:
    """Serve a running application on a free port of this machine, exactly as the program does; yield the port."""
    config = server_config(shop.app, "127.0.0.1", 0, connection=connection)
    config.lifespan = "off"
    async with serve_app(config) as port:
        yield port


@asynccontextmanager
async def serve_app(config: uvicorn.Config) -> AsyncGenerator[int]:
    """Serve an application of this process on a free port of this machine; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        config.port = free.getsockname()[1]
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    for _ in range(1000):
        if server.started:
            break
        await asyncio.sleep(0.01)
    yield config.port
    server.should_exit = True
    await task


def local_settings(home: Path) -> Settings:
    """Return the settings of local mode."""
    return Settings(data_dir=home)  # pyright: ignore[reportCallIssue] - every other field has its default


@asynccontextmanager
async def serving(
    database: Database,
    home: Path,
    thought: Thought,
    clock: Clock = now,
    settings: Settings | None = None,
    *,
    second_factor_required: bool = False,
    provider: PaymentProvider | None = None,
    **changed: object,
) -> AsyncGenerator[Shop]:
    """Serve the application in this process; its sessions are judged by the clock, its settings may be changed."""
    settings = settings or Settings.model_validate({"data_dir": home, **changed})
    ring = TokenRing.in_directory(home / "keys")
    channels = frozenset(CodeChannel)
    identity = Identity(
        database,
        ring,
        Passwords(CHEAP_HASHES),
        timedelta(minutes=15),
        clock,
        channels=channels,
        second_factor_required=second_factor_required,
    )
    stored = Stored(settings, database.keys, database, identity)
    mail, sms, whatsapp = KeptMail(), KeptTexts(), KeptTexts()
    senders = Senders(mail, sms, whatsapp)

    @asynccontextmanager
    async def opener(_settings: Settings) -> AsyncGenerator[Resources]:
        async with open_serving(stored, thought, senders, provider=provider) as resources:
            yield resources

    app = create_app(settings, opener)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
            yield Shop(app, client, app.state.resources, mail, sms, whatsapp)
