"""The embedded server: ends with its process, whole after a kill, attached to by a second process."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from support_ai.core import embedded
from support_ai.core.embedded import EmbeddedPostgres, SocketFolderError
from support_ai.core.migrations import migrate

WRITER = """
import sys
from pathlib import Path
import psycopg
from support_ai.core.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
with psycopg.connect(server.start(), autocommit=True) as connection:
    connection.execute("create table if not exists written (n int primary key)")
    first = connection.execute("select coalesce(max(n), 0) from written").fetchone()[0]
    for n in range(first + 1, first + 1_000_000):
        connection.execute("insert into written values (%s)", (n,))
        print(n, flush=True)
"""


NOBODY = 65534


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


READER = """
import sys
from pathlib import Path
import psycopg
from support_ai.core.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
with psycopg.connect(server.start()) as connection:
    print(server.attached, connection.execute("select count(*) > 0 from written").fetchone()[0])
server.stop()
"""


def _run(script: str, home: Path, user: int | None) -> subprocess.Popen[bytes]:
    """Run a script, as somebody else where one is named, who may also read where this Python is installed."""
    source = str(Path(embedded.__file__).parents[2])
    ids = [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    reading = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return subprocess.Popen(
        [*([] if user is None else ["setpriv", *ids, *reading]), sys.executable, "-c", script, str(home)],
        stdout=subprocess.PIPE,
        env=dict(os.environ) | {"PYTHONPATH": source, "HOME": str(home)},
        cwd="/",
    )


def _writer(home: Path, user: int | None = None) -> subprocess.Popen[bytes]:
    return _run(WRITER, home, user)


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


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="the tests run as an ordinary user already"
)
def test_an_ordinary_user_starts_it_and_a_second_process_of_theirs_attaches(home: Path) -> None:
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    writer = _writer(home, NOBODY)
    try:
        _read(writer, 20)
        assert {path.stat().st_uid for path in home.iterdir()} == {NOBODY}
        reader = _run(READER, home, NOBODY)
        answer, _ = reader.communicate(timeout=60)
        assert (answer.split(), reader.returncode) == ([b"True", b"True"], 0)
        # What attached has ended, and the server has not.
        _read(writer, 2000)
    finally:
        writer.kill()
        writer.communicate()
    _wait_until_down(home)


def test_nobody_enters_without_the_password(home: Path) -> None:
    server = EmbeddedPostgres(home)
    url = server.start()
    for user, password in (("support_ai_owner", "wrong"), ("postgres", ""), ("nobody", "")):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, user=user, password=password or "x", connect_timeout=2)
    server.stop()


def _strange_folder(folder: Path, *, uid: int, mode: int) -> None:
    folder.mkdir()
    os.chown(folder, uid, uid)
    folder.chmod(mode)


def _refuses(home: Path) -> None:
    server = EmbeddedPostgres(home)
    with pytest.raises(SocketFolderError, match=r"support-ai-"):
        server.start()
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes folders of other people")
@pytest.mark.parametrize(
    ("uid", "mode"), [(12345, 0o777), (12345, 0o700), (NOBODY, 0o777), (NOBODY, 0o750), (0, 0o755)]
)
def test_a_socket_folder_that_somebody_else_prepared_or_may_enter_is_refused(
    home: Path, uid: int, mode: int
) -> None:
    folder = EmbeddedPostgres(home).socket
    _strange_folder(folder, uid=uid, mode=mode)
    try:
        _refuses(home)
        assert list(folder.iterdir()) == []
    finally:
        folder.rmdir()


def test_an_open_folder_a_link_or_a_file_in_the_sockets_place_is_refused(home: Path, tmp_path: Path) -> None:
    place = EmbeddedPostgres(home).socket
    place.symlink_to(tmp_path)
    try:
        _refuses(home)
    finally:
        place.unlink()
    place.touch(mode=0o700)
    try:
        _refuses(home)
    finally:
        place.unlink()
    _strange_folder(place, uid=os.geteuid(), mode=0o770)
    try:
        _refuses(home)
    finally:
        place.rmdir()


def test_the_folder_that_an_earlier_start_left_is_taken_again(home: Path) -> None:
    EmbeddedPostgres(home).socket.mkdir(mode=0o700)
    for _ in range(2):
        server = EmbeddedPostgres(home)
        with psycopg.connect(server.start()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        found = server.socket.stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o700, os.geteuid() or NOBODY)
        server.stop()


def test_a_false_server_never_hears_the_password(home: Path) -> None:
    home.mkdir()
    (home / "postgres-owner.secret").write_text("the-owners-password")
    place = EmbeddedPostgres(home).socket
    place.mkdir(mode=0o700)
    heard: list[bytes] = []

    def answer(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
            heard.append(client.recv(4096))
            # AuthenticationCleartextPassword
            client.sendall(b"R\x00\x00\x00\x08\x00\x00\x00\x03")
            heard.append(client.recv(4096))

    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(place / ".s.PGSQL.5432"))
            listener.listen()
            thread = threading.Thread(target=answer, args=(listener,))
            thread.start()
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(EmbeddedPostgres(home).url(), connect_timeout=5)
            thread.join(5)
    finally:
        shutil.rmtree(place)
    assert len(heard) == 2
    assert b"the-owners-password" not in b"".join(heard)


def test_the_older_supported_version_carries_the_schema(home: Path) -> None:
    server = EmbeddedPostgres(home, version=16)
    url = server.start()
    assert migrate(url, app_password="x" * 20)
    assert migrate(url, app_password="x" * 20) == []
    server.stop()
