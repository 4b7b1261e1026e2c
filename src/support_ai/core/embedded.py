"""PostgreSQL 18 with pgvector from a wheel, for a machine that has none: only its binaries are used.

The cluster lives in the data directory, listens on a socket of its own (loopback TCP on Windows), trusts nobody
without a generated password, and ends with the process that started it.
"""

import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from support_ai.core.binaries import Binaries, find_binaries
from support_ai.core.crypto import write_secret
from support_ai.core.errors import AppError
from support_ai.core.lock import try_lock

_OWNER = "support_ai_owner"
_START_SECONDS = 120
_TAKE_OVER_SECONDS = 5
_OLDEST = 16
# The password is proven and never sent: whoever answers in the server's place learns nothing.
_PROOF = "require_auth=scram-sha-256"


class DataDirectoryBusyError(AppError):
    """Another process is starting or stopping the database in this data directory: try again in a moment."""

    code = "data_directory_busy"


class SocketFolderError(AppError):
    """The folder of the database's socket is not ours alone."""

    code = "socket_folder"


class EmbeddedPostgres:
    """A running server on a data directory; `stop` ends it when this process started it."""

    def __init__(self, directory: Path, *, version: int = 18) -> None:
        """Prepare for a data directory (made when missing); `version` is 18 or 16, both are in the wheel."""
        self._home = directory.absolute()
        self._binaries = find_binaries()
        if version == _OLDEST:
            older = self._binaries.directory.parent.parent / "pginstall" / "bin"
            self._binaries = Binaries(older, self._binaries.user)
        self.cluster = self._cluster_directory()
        self.socket = self._socket_directory()
        self._lock: IO[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self.attached = False

    def _cluster_directory(self) -> Path:
        """Return the cluster's place: the data directory, or where that is closed to `nobody`, one beside temp."""
        if self._binaries.user is None or _reachable(self._home):
            return self._home / "postgres"
        name = sha256(str(self._home).encode()).hexdigest()[:16]
        return Path("/var/lib/support-ai") / name / "postgres"

    def _socket_directory(self) -> Path:
        """Return a folder whose name is short enough for a socket, ours alone."""
        name = sha256(str(self.cluster).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"support-ai-{name}"

    def start(self) -> str:
        """Start the server, or attach to the one that runs on this directory, and return the owner's URL."""
        self._home.mkdir(parents=True, exist_ok=True)
        lock = self._take_lock()
        if lock is None:
            self.attached = True
            return self.url()
        self._lock = lock
        try:
            if not (self.cluster / "PG_VERSION").exists():
                self._initialise()
            self._make_socket_directory()
            if not self._is_running():
                self._start_server()
            self._create_database()
        except BaseException:
            lock.close()
            self._lock = None
            raise
        self._guard = self._start_guard()
        return self.url()

    def url(self) -> str:
        """Return the address for the role that migrates."""
        password = (self._home / "postgres-owner.secret").read_text().strip()
        if sys.platform == "win32":
            port = (self._home / "postgres.port").read_text().strip()
            return f"postgresql://{_OWNER}:{password}@127.0.0.1:{port}/support_ai?{_PROOF}"
        return f"postgresql://{_OWNER}:{password}@/support_ai?host={quote(str(self.socket))}&{_PROOF}"

    def stop(self) -> None:
        """End the server if this process started it; nothing committed is lost."""
        if self._lock is None:
            return
        try:
            self._stop_server()
        finally:
            self._lock.close()
            self._lock = None
            if self._guard is not None and self._guard.stdin is not None:
                self._guard.stdin.close()
                self._guard.wait(timeout=60)

    def _stop_server(self) -> None:
        if (self.cluster / "postmaster.pid").exists():
            self._binaries.run("pg_ctl", "stop", "-D", str(self.cluster), "-m", "fast", "-w", "-t", "60")
        shutil.rmtree(self.socket, ignore_errors=True)

    def _start_guard(self) -> subprocess.Popen[bytes]:
        """Start a child that ends the server should this process be killed: its standard input ends with us."""
        with (self._home / "guard.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "support_ai.core.embedded_guard", str(self._home)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                cwd="/" if sys.platform != "win32" else None,
                env=dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[2])},
            )

    def stop_if_abandoned(self) -> None:
        """End the server unless a living process holds the directory's lock."""
        deadline = time.monotonic() + _TAKE_OVER_SECONDS
        with (self._home / "postgres.lock").open("ab") as file:
            while not try_lock(file):
                if time.monotonic() > deadline:
                    return
                time.sleep(0.1)
            self._stop_server()

    def _take_lock(self) -> IO[bytes] | None:
        """Take the exclusive lock of the directory; None where another process holds it and its server answers."""
        file = (self._home / "postgres.lock").open("ab")
        deadline = time.monotonic() + _START_SECONDS
        while not try_lock(file):
            if (self.cluster / "PG_VERSION").exists() and self._is_running():
                file.close()
                return None
            if time.monotonic() > deadline:
                file.close()
                raise DataDirectoryBusyError
            time.sleep(0.1)
        return file

    def _initialise(self) -> None:
        secret = self._home / "postgres-owner.secret"
        if not secret.exists():
            write_secret(secret, secrets.token_urlsafe(32).encode())
        parent = self.cluster.parent
        parent.mkdir(parents=True, exist_ok=True)
        half_made = parent / "postgres.new"
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(mode=0o700)
        password_file = half_made.with_name("postgres.password")
        password_file.unlink(missing_ok=True)
        write_secret(password_file, secret.read_bytes())
        if self._binaries.user is not None:
            shutil.chown(half_made, self._binaries.user)
            shutil.chown(password_file, self._binaries.user)
        try:
            self._binaries.run(
                "initdb",
                f"--pgdata={half_made}",
                f"--username={_OWNER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                *self._locale(),
            )
        finally:
            password_file.unlink(missing_ok=True)
        half_made.rename(self.cluster)

    def _locale(self) -> list[str]:
        if self._binaries.directory.parent.name == "pginstall":
            return ["--locale=C"]
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]

    def _make_socket_directory(self) -> None:
        """Make the socket's folder, or take the one of an earlier start; SocketFolderError unless it is ours alone."""
        if sys.platform == "win32":
            return
        with suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
        found, owner = self.socket.lstat(), self._binaries.owner()
        if (
            not stat.S_ISDIR(found.st_mode)
            or found.st_mode & 0o777 != 0o700
            or found.st_uid not in (owner[0], os.geteuid())
        ):
            message = (
                f"{self.socket} is not a folder of ours alone: remove it, or set TMPDIR to another place."
            )
            raise SocketFolderError(message)
        if found.st_uid != owner[0]:
            # Root's own folder, which nobody else can have replaced meanwhile; a link would not be followed.
            os.chown(self.socket, *owner, follow_symlinks=False)

    def _start_server(self) -> None:
        log = self.cluster.parent / "postgres.log"
        if not log.exists():
            log.touch(mode=0o600)
            if self._binaries.user is not None:
                shutil.chown(log, self._binaries.user)
        settings = {
            **self._address(),
            "max_connections": "100",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "jit": "off",
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._binaries.run(
            "pg_ctl",
            "start",
            "-w",
            "-t",
            str(_START_SECONDS),
            "-D",
            str(self.cluster),
            "-l",
            str(log),
            "-o",
            options,
        )

    def _address(self) -> dict[str, str]:
        """Return where the server listens: a socket in a folder of ours, and on Windows a free loopback port."""
        if sys.platform != "win32":
            return {"listen_addresses": "", "unix_socket_directories": str(self.socket)}
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        (self._home / "postgres.port").write_text(port)
        return {"listen_addresses": "127.0.0.1", "port": port}

    def _is_running(self) -> bool:
        """Ask the server itself: the file with its process id may be stale after a power cut."""
        try:
            with psycopg.connect(self.url().replace("/support_ai?", "/postgres?"), connect_timeout=3):
                return True
        except (psycopg.OperationalError, FileNotFoundError):
            return False

    def _create_database(self) -> None:
        with psycopg.connect(self.url().replace("/support_ai?", "/postgres?"), autocommit=True) as connection:
            found = connection.execute("select 1 from pg_database where datname = 'support_ai'").fetchone()
            if found is None:
                connection.execute("create database support_ai")


def _reachable(directory: Path) -> bool:
    """Tell whether other users may pass through every folder above."""
    existing = directory
    while not existing.exists():
        existing = existing.parent
    return all(path.stat().st_mode & 0o001 for path in [existing, *existing.parents])
