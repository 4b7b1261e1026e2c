"""Run the README's marked commands against a freshly started demo shop, as a newcomer would.

A block after `<!-- run -->` must succeed; after `<!-- run: some words -->` its output must also hold those words.
The blocks run in one shell, one after the other, so that a variable of one serves the next.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"<!-- run(?:: (?P<words>.*?))? -->\s*```\w*\n(?P<commands>.*?)```", re.DOTALL)
PATIENCE_SECONDS = 120
SEPARATOR = "----- end of block -----"
# As a reader does: the token of one answer is put where the next command wants it.
PROLOGUE = """set -euo pipefail
curl() {
    local answer token
    answer=$(command curl --silent --show-error --fail-with-body "$@")
    echo "$answer"
    token=$(grep -o '"access_token":"[^"]*"' <<<"$answer" | cut -d'"' -f4) || true
    TOKEN=${token:-${TOKEN:-}}
}
"""


@dataclass(frozen=True, slots=True)
class Block:
    """Commands of the README, and the words their output must hold."""

    commands: str
    words: str | None


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Tell whether the address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own server
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def demo_shop() -> Generator[dict[str, str], None, None]:
    """Start a demo shop in a directory of its own; yield the environment to reach it with; stop it at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("SUPPORT_AI_", "DATABASE_URL"))
        }
        environment |= {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}",
            "SUPPORT_AI_PORT": str(free_port()),
            "SUPPORT_AI_DATA_DIR": str(Path(directory) / "data"),
        }
        log = Path(directory) / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                ["support-ai", "demo"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not answers(f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}/readyz"):
                if server.poll() is not None or time.monotonic() > deadline:
                    sys.exit(
                        "The demo shop did not start:\n"
                        + log.read_text(encoding="utf-8", errors="replace")[-4000:]
                    )
                time.sleep(0.2)
            yield environment
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def complaints(blocks: list[Block], environment: dict[str, str]) -> Iterator[str]:
    """Run the blocks and say which failed, or said something else."""
    script = PROLOGUE + "".join(f"{block.commands}\necho; echo '{SEPARATOR}'\n" for block in blocks)
    script = script.replace("localhost:8000", f"localhost:{environment['SUPPORT_AI_PORT']}")
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    outputs = ran.stdout.split(SEPARATOR)
    for block, output in zip(blocks, outputs, strict=False):
        if block.words and block.words not in output:
            yield f"README.md: these commands did not say {block.words!r}:\n{block.commands}\nbut:\n{output.strip()[-1500:]}"
    if ran.returncode:
        yield f"README.md: a command failed ({ran.returncode}):\n{outputs[-1].strip()[-1500:]}\n{ran.stderr[-1500:]}"


def main() -> int:
    """Print what did not work; the exit code is 1 when something did not, or nothing is marked."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [Block(match["commands"], match["words"]) for match in BLOCK.finditer(text)]
    if not blocks:
        print("README.md: no block is marked <!-- run -->")
        return 1
    with demo_shop() as environment:
        found = list(complaints(blocks, environment))
    print("\n".join(found) or f"Commands: {len(blocks)} blocks of the README work as written.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
