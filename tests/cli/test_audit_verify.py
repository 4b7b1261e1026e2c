"""Row K3: `support-ai audit verify` after a shop has run: exit 0 and 1, the first bad row, and the public key."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from support_ai.core.embedded import EmbeddedPostgres
from tests.cli.test_serve import free_port, start, wait_until_ready

_SOURCE = Path(__file__).parents[2] / "src"
_VERIFY = [sys.executable, "-c", "from support_ai.cli import main; main()", "audit", "verify"]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """Give a data directory of the test's own."""
    home = Path(tempfile.mkdtemp(prefix="support-ai-verify-"))
    home.chmod(0o755)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SUPPORT_AI", "DATABASE"))
    }
    own = {"SUPPORT_AI_DATA_DIR": str(home / "data"), "SUPPORT_AI_PORT": str(free_port())}
    yield kept | own | {"PYTHONPATH": str(_SOURCE), "COLUMNS": "120"}
    shutil.rmtree(home)


def _verify(environment: dict[str, str], *options: str) -> tuple[int, str]:
    ran = subprocess.run(
        [*_VERIFY, *options], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


def _tamper(data: Path, statement: str) -> None:
    server = EmbeddedPostgres(data)
    with psycopg.connect(server.start(), autocommit=True, options="-c search_path=support_ai") as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(statement.encode())
    server.stop()


def test_K3_a_shop_that_ran_verifies_and_one_that_was_tampered_with_does_not(
    environment: dict[str, str],
) -> None:
    data = Path(environment["SUPPORT_AI_DATA_DIR"])
    server = start(environment)
    wait_until_ready(environment, server)
    address = f"http://127.0.0.1:{environment['SUPPORT_AI_PORT']}/auth/register"
    account = {"email": "rohan@email.com", "password": "secure123", "name": "Rohan"}
    assert httpx.post(address, json=account, timeout=30).status_code == 201
    # While it runs, and after its end, which seals and exports what was left.
    code, said = _verify(environment)
    assert code == 0, said
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=60)
    code, said = _verify(environment)
    assert code == 0, said
    assert "identity" in said
    assert "whole" in said
    assert "0 entries wait" in said
    assert str(data / "audit-heads.jsonl") in said
    public_key = said.split("Public key: ")[1].strip()
    assert len(public_key) == 64

    _tamper(
        data,
        "delete from audit_seals where stream = 'identity'; delete from audit_entries where stream = 'identity'",
    )
    code, said = _verify(environment)
    assert code == 1
    assert "cut: identity:" in said
    code, said = _verify(environment, "--public-key", "00" * 31)
    assert (code, "public key is 64" in said) == (1, True)
    code, said = _verify(environment, "--heads", str(data / "nothing"))
    assert code == 2
