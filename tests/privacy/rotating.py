"""A process that rotates keys, to be killed: `python -m tests.privacy.rotating URL DIRECTORY`.

It says `begun` once the new key is in the ring and rows are sealed anew, and `done` at its end.
"""

import asyncio
import sys
from pathlib import Path

from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.privacy.rotation import rotate


async def _main(url: str, directory: Path) -> None:
    database = await Database.open(url, Keyring.in_directory(directory), connections=2)

    def tell(_column: str, _done: int, _whole: int) -> None:
        sys.stdout.write("begun\n")
        sys.stdout.flush()

    rotation = await rotate(database, directory, progress=tell)
    sys.stdout.write(f"done {rotation.key_id} {rotation.resumed} {rotation.rows} {rotation.retired}\n")
    await database.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
