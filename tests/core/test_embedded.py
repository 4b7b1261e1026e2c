"""The embedded server: ends with its process, whole after a kill, attached to by a second process."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support_ai.core import embedded
from support_ai.core.embedded import EmbeddedPostgres
from support_ai.core.migrations import migrate

WRITER = """
import sys
from pathlib import Path
import psycopg
from support_ai.core.embedded import EmbeddedPostgres
url = EmbeddedPostgres(Path(sys.argv[1])).start()
with psycopg.connect(url, autocommit=True) as connection:
    connection.execute("create table if not exists written (n int primary key)")
    first = connection.execute("select coalesce(max(n), 0) from written").fetchone()[0]
    for n in range(first + 1, first + 1_000_000):
        connection.execute("insert into written values (%s)", (n,))
        print(n, flush=True)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a data directory that other users may reach, as a product's is."""
    parent = Path(tempfile.mkdtemp(prefix="support-ai-home-"))
    parent.chmod(0o755)
    home = parent / "data"
    yield home
    if home.exists():
        EmbeddedPostgres(home).stop_if_abandoned()
    shutil.rmtree(parent)


def _writer(home: Path) -> subprocess.Popen[bytes]:
    environment = dict(os.environ) | {"PYTHONPATH": str(Path(embedded.__file__).parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home)], stdout=subprocess.PIPE, env=environment
    )


def _read(writer: subprocess.Popen[bytes], lines: int) -> int:
    assert writer.stdout is not None
    last = 0
    for _ in range(lines):
        last = int(writer.stdout.readline())
    return last


def _wait_until_down(home: Path) -> None:
    for _ in range(200):
        try:
            psycopg.connect(EmbeddedPostgres(home).url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.1)
    pytest.fail("the server outlived its process by 20 seconds")


def test_it_ends_with_its_process_and_is_whole_after_a_kill_in_the_middle_of_writing(home: Path) -> None:
    acknowledged = 0
    for _ in range(2):
        writer = _writer(home)
        acknowledged = max(acknowledged, _read(writer, 200))
        os.kill(writer.pid, signal.SIGKILL)
        assert writer.stdout is not None
        rest = writer.stdout.read().split()
        acknowledged = max([acknowledged, *map(int, rest[:-1])])
        writer.stdout.close()
        writer.wait()
        _wait_until_down(home)
    server = EmbeddedPostgres(home)
    with psycopg.connect(server.start()) as connection:
        row = connection.execute("select count(*), max(n) from written").fetchone()
    server.stop()
    assert row is not None
    assert row[0] == row[1] >= acknowledged


def test_it_is_whole_after_the_server_itself_is_killed(home: Path) -> None:
    writer = _writer(home)
    acknowledged = _read(writer, 200)
    process = int((EmbeddedPostgres(home).cluster / "postmaster.pid").read_text().split()[0])
    os.kill(process, signal.SIGKILL)
    writer.wait()
    assert writer.stdout is not None
    writer.stdout.close()
    time.sleep(1)
    server = EmbeddedPostgres(home)
    with psycopg.connect(server.start()) as connection:
        row = connection.execute("select max(n) from written").fetchone()
    server.stop()
    assert row is not None
    assert row[0] >= acknowledged


def test_a_second_process_attaches_and_does_not_end_the_server(home: Path) -> None:
    first, second = EmbeddedPostgres(home), EmbeddedPostgres(home)
    url = first.start()
    assert second.start() == url
    assert second.attached
    second.stop()
    psycopg.connect(url).close()
    first.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_nobody_enters_without_the_password(home: Path) -> None:
    server = EmbeddedPostgres(home)
    url = server.start()
    for user, password in (("support_ai_owner", "wrong"), ("postgres", ""), ("nobody", "")):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, user=user, password=password or "x", connect_timeout=2)
    server.stop()


def test_the_older_supported_version_carries_the_schema(home: Path) -> None:
    server = EmbeddedPostgres(home, version=16)
    url = server.start()
    assert migrate(url, app_password="x" * 20)
    assert migrate(url, app_password="x" * 20) == []
    server.stop()
