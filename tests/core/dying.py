"""A process that serves one request and dies in it: `python -m tests.core.dying URL DIRECTORY DEATH TOKEN KEY`."""

import asyncio
import sys
from pathlib import Path

from support_ai.bootstrap import load_thought
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.core.idempotency_policy import HEADER
from tests.core.acts import Death, acting
from tests.serving import serving


async def _main(url: str, directory: Path, death: str, token: str, key: str) -> None:
    database = await Database.open(url, Keyring.in_directory(directory / "ring"), connections=4)
    async with serving(database, directory, load_thought(), worker=False) as shop:
        shop.app.include_router(acting(dies=Death(death)))
        headers = {"authorization": f"Bearer {token}", HEADER: key}
        await shop.client.post("/acts/pass", headers=headers)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
