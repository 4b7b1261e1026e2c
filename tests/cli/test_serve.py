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


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    home = Path(tempfile.mkdtemp(prefix="support-ai-serve-"))
    home.chmod(0o755)
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SUPPORT_AI", "DATABASE"))
    }
    yield kept | {"SUPPORT_AI_DATA_DIR": str(home / "data"), "SUPPORT_AI_PORT": str(port)}
    shutil.rmtree(home)


def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the program."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "api_server.py")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=tempfile.gettempdir(),
    )


def wait_until_ready(environment: dict[str, str], server: subprocess.Popen[bytes]) -> None:
    """Wait until it answers, a minute at most."""
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
        server = start(environment)
        wait_until_ready(environment, server)
        answer = httpx.get(f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}/healthz")
        assert answer.text == "ok"
        server.send_signal(ending)
        output, _ = server.communicate(timeout=30)
        assert b"Traceback" not in output, output.decode()
        assert b"/auth/setup" in output


def test_bad_settings_are_named(environment: dict[str, str]) -> None:
    wrong = environment | {"SUPPORT_AI_PORT": "many", "SUPPORT_AI_ALLOWED_ORIGINS": "*"}
    server = start(wrong)
    output, _ = server.communicate(timeout=30)
    assert server.returncode == 2
    assert b"PORT" in output
    assert b"ALLOWED_ORIGINS" in output


def test_jobs_run_in_a_worker_of_their_own(environment: dict[str, str], tmp_path: Path) -> None:
    server = start(environment | {"SUPPORT_AI_WORKER": "false"})
    log = tmp_path / "log"
    try:
        wait_until_ready(environment, server)
        url = f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}"
        account = {"email": "rohan@email.com", "password": "secure123", "name": "Rohan"}
        assert httpx.post(f"{url}/auth/register", json=account, timeout=30).status_code == 201
        with log.open("wb") as output:
            worker = subprocess.Popen(
                [Path(sys.executable).with_name("support-ai"), "worker"], env=environment, stdout=output
            )
        for _ in range(300):
            if "Your code to confirm" in log.read_text():
                break
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
        assert "Your code to confirm" in log.read_text()
    finally:
        server.send_signal(signal.SIGTERM)
        output_of_server, _ = server.communicate(timeout=30)
    assert b"Your code to confirm" not in output_of_server


def test_what_hinders_a_start_is_one_sentence(environment: dict[str, str]) -> None:
    server = start(environment)
    wait_until_ready(environment, server)
    second = start(environment)
    output, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"127.0.0.1:{environment['SUPPORT_AI_PORT']}".encode() in output
    assert b"Traceback" not in output
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)
    assert server.returncode == 0
    public = start(environment | {"SUPPORT_AI_PUBLIC_URL": "https://shop.example"})
    output, _ = public.communicate(timeout=60)
    assert public.returncode == 1
    assert b"mail server" in output
    nowhere = start(environment | {"DATABASE_URL": "postgresql://someone:secret@127.0.0.1:1/none"})
    output, _ = nowhere.communicate(timeout=60)
    assert nowhere.returncode == 1
    assert b"the database does not answer" in output
    assert b"secret" not in output
