"""What the chat is measured against: a bare FastAPI route with the same server, pool and token, and three statements."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Request

from support_ai.access.actor import Customer
from support_ai.cli.running import server_config
from support_ai.cli.terminal import read_settings, run
from support_ai.config import Settings
from support_ai.core.caller import bearer_token
from support_ai.core.errors import UnauthenticatedError
from support_ai.identity.tokens import TokenKind
from support_ai.stored import Stored, open_stored


def create_app(settings: Settings) -> FastAPI:
    """Return an application with one route, which reads three rows by their keys as the token's account."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_stored(settings) as stored:
            app.state.stored = stored
            yield

    app = FastAPI(lifespan=lifespan)

    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    app.add_api_route("/readyz", ready)
    app.add_api_route("/bare", bare)
    return app


async def bare(request: Request) -> dict[str, str]:
    """Verify the token, read three rows under row security, and answer."""
    stored: Stored = request.app.state.stored
    token = bearer_token(request)
    if token is None:
        raise UnauthenticatedError
    claims = stored.identity.ring.verify(TokenKind.ACCESS, token)
    account, session = UUID(claims.subject), UUID(claims.session or "")
    async with stored.database.transaction(Customer(account, session, None)) as conn:
        cursor = await conn.execute("select name from accounts where account_id = %s", (account,))
        name = await cursor.fetchone()
        cursor = await conn.execute("select expires_at from sessions where session_id = %s", (session,))
        expires_at = await cursor.fetchone()
        cursor = await conn.execute(
            "select created_at from person_keys where person = %s", (f"account:{account}",)
        )
        created_at = await cursor.fetchone()
    if name is None or expires_at is None or created_at is None:
        raise UnauthenticatedError
    return {"name": name[0], "expires_at": str(expires_at[0]), "created_at": str(created_at[0])}


def main() -> None:
    """Serve it as the program serves."""
    settings = read_settings()
    config = server_config(create_app(settings), settings.host, settings.port)
    run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
