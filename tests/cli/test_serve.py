"""The program itself: started as a process, asked over HTTP, ended by a signal, started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    home = Path(tempfile.mkdtemp(prefix="support-ai-serve-"))
    home.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SUPPORT_AI", "DATABASE"))
    }
    yield kept | {"SUPPORT_AI_DATA_DIR": str(home / "data"), "SUPPORT_AI_PORT": str(port)}
    shutil.rmtree(home)


def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "api_server.py")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=tempfile.gettempdir(),
    )


def _wait_until_ready(environment: dict[str, str], server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, server.stdout.read().decode() if server.stdout else ""
        try:
            if httpx.get(f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("not ready after a minute")


def test_it_starts_answers_ends_on_a_signal_and_starts_again(environment: dict[str, str]) -> None:
    for ending in (signal.SIGTERM, signal.SIGINT):
        server = _start(environment)
        _wait_until_ready(environment, server)
        answer = httpx.get(f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}/healthz")
        assert answer.text == "ok"
        server.send_signal(ending)
        output, _ = server.communicate(timeout=30)
        assert b"Traceback" not in output, output.decode()


def test_bad_settings_are_named(environment: dict[str, str]) -> None:
    wrong = environment | {"SUPPORT_AI_PORT": "many", "SUPPORT_AI_ALLOWED_ORIGINS": "*"}
    server = _start(wrong)
    output, _ = server.communicate(timeout=30)
    assert server.returncode == 2
    assert b"PORT" in output
    assert b"ALLOWED_ORIGINS" in output
