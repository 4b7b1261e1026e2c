"""The processes that are measured: started, waited for, and ended again whatever happens."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
CHAT = ("-c", "from support_ai.cli import main; main()", "demo")
BARE = ("-m", "bench.bare")
_START_SECONDS = 120
_END_SECONDS = 30


class ServerEndedError(RuntimeError):
    """A server that should be measured ended by itself."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its process and its port on this machine."""

    process: int
    port: int


@asynccontextmanager
async def serving(program: tuple[str, ...], data: Path) -> AsyncGenerator[Server]:
    """Serve until the block ends, on a free port and on a data directory whose database runs already."""
    port = _free_port()
    log = data / f"server-{port}.log"
    process = await _start(program, data, port, log)
    try:
        await _wait(process, port, log)
        yield Server(process.pid, port)
    finally:
        await _end(process)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def _environment(data: Path, port: int) -> dict[str, str]:
    """Return this environment with the program's settings from here and from nowhere else."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SUPPORT_AI_") and name != "DATABASE_URL"
    }
    return kept | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "SUPPORT_AI_DATA_DIR": str(data),
        "SUPPORT_AI_PORT": str(port),
        "SUPPORT_AI_LOG_LEVEL": "warning",
        # Nobody types as fast as what is measured.
        "SUPPORT_AI_RATE_LIMITS": "false",
    }


async def _start(program: tuple[str, ...], data: Path, port: int, log: Path) -> Process:
    # In the data directory there is no `.env`.
    with log.open("wb") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *program,
            env=_environment(data, port),
            cwd=data,
            stdin=DEVNULL,
            stdout=output,
            stderr=STDOUT,
        )


async def _wait(process: Process, port: int, log: Path) -> None:
    """Wait until it is ready; ServerEndedError with its last words where it never is."""
    async with asyncio.timeout(_START_SECONDS), httpx.AsyncClient(trust_env=False) as client:
        while process.returncode is None:
            try:
                answer = await client.get(f"http://127.0.0.1:{port}/readyz")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.is_success:
                return
            await asyncio.sleep(0.1)
    raise ServerEndedError(_last_words(log))


def _last_words(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
