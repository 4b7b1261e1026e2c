"""Row K7: `support-ai keys rotate` beside a running shop, as an operator types it; the shop never notices."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.test_serve import free_port, start, wait_until_ready

pytestmark = pytest.mark.row("K7")
_SOURCE = Path(__file__).parents[2] / "src"
_ROTATE = [sys.executable, "-c", "from support_ai.cli import main; main()", "keys", "rotate"]
_ACCOUNT = {"email": "rohan@email.com", "password": "secure123"}


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """Give a data directory of the test's own."""
    home = Path(tempfile.mkdtemp(prefix="support-ai-rotate-"))
    home.chmod(0o755)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SUPPORT_AI", "DATABASE"))
    }
    own = {"SUPPORT_AI_DATA_DIR": str(home / "data"), "SUPPORT_AI_PORT": str(free_port())}
    yield kept | own | {"PYTHONPATH": str(_SOURCE), "COLUMNS": "120"}
    shutil.rmtree(home)


def _rotate(environment: dict[str, str], *options: str) -> str:
    ran = subprocess.run(
        [*_ROTATE, *options], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_K7_the_operator_rotates_the_keys_of_a_running_shop(environment: dict[str, str]) -> None:
    keys = Path(environment["SUPPORT_AI_DATA_DIR"]) / "keys"
    server = start(environment)
    wait_until_ready(environment, server)

    def stored(name: str) -> Any:
        return json.loads((keys / name).read_bytes())

    with httpx.Client(base_url=f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}", timeout=30) as client:
        assert client.post("/auth/register", json=_ACCOUNT | {"name": "Rohan"}).status_code == 201
        token = client.post("/auth/login", json=_ACCOUNT).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        before, index = stored("data-keys.json")["data"], stored("data-keys.json")["index"]
        said = _rotate(environment, "--keep-old")
        assert "The old data keys stay in the ring" in said
        assert stored("data-keys.json")["data"][1:] == before
        said = _rotate(environment)
        assert "Old data keys taken out of the ring: 2." in said
        after = stored("data-keys.json")
        assert (len(after["data"]), after["index"]) == (1, index)
        assert after["data"][0] not in before
        assert len(stored("token-keys.json")) == 3
        # What was signed and stored before is good, and the shop goes on: it and a fresh sign-in open what was sealed.
        for signed in (headers, _signed_in(client)):
            answer = client.get("/me", headers=signed)
            assert answer.status_code == 200, answer.text
            assert answer.json()["email"] == _ACCOUNT["email"]
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=60)
    assert server.returncode == 0
    # A shop that starts afterwards knows the new key only, and the passwords of the database's roles as before.
    server = start(environment)
    wait_until_ready(environment, server)
    with httpx.Client(base_url=f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}", timeout=30) as client:
        assert client.get("/me", headers=_signed_in(client)).json()["email"] == _ACCOUNT["email"]
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=60)


def _signed_in(client: httpx.Client) -> dict[str, str]:
    answer = client.post("/auth/login", json=_ACCOUNT)
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['access_token']}"}
