"""The image's entry point without an engine: user 10001, a read-only root, no home, nothing writable but the data.

As root it runs in a root of its own; an ordinary user runs the same command with the same bare environment.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
ENTER = Path(__file__).with_name("enter.sh")
USER = 10001


def _json_of(instruction: str) -> list[str]:
    found = re.search(rf"^{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    return json.loads(found[1])


@dataclass
class Container:
    """What a container of the image would be: its data, its port, the process that runs in it."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def run(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Run a command of the image as the image does."""
        scripts = sysconfig.get_path("scripts")
        as_root = os.geteuid() == 0
        variables = {
            "PATH": f"{scripts}:/usr/bin:/bin",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SUPPORT_AI_DATA_DIR": "/data" if as_root else str(self.data),
            "SUPPORT_AI_PORT": str(self.port),
        }
        bare = ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in variables.items()), *command]
        if as_root:
            shown = [sys.base_prefix, sys.prefix, str(ROOT / "src")]
            bare = ["unshare", "--mount", "sh", str(ENTER), str(self.data), *shown, "--", *bare]
        with self.log.open("ab") as log:
            return subprocess.Popen(bare, stdout=log, stderr=subprocess.STDOUT, cwd=self.data)

    def start(self) -> None:
        """Start the image's command and wait until its health check and its readiness say yes."""
        self.process = self.run(_json_of("CMD"))
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        check = re.search(r"HEALTHCHECK [^\n]*\\\n +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
        assert check is not None
        assert self.run(json.loads(check[1])).wait(timeout=20) == 0, self.log.read_text()

    @property
    def log(self) -> Path:
        """Return where its output goes."""
        return self.data.with_name("log")

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def end(self, number: int) -> int:
        """Send a signal and return the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


@pytest.fixture
def container() -> Iterator[Container]:
    home = Path(tempfile.mkdtemp(prefix="support-ai-container-"))
    home.chmod(0o755)
    data = home / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, USER, USER)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = Container(data, port)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGKILL)
    time.sleep(1)
    shutil.rmtree(home)


def _sign_in(container: Container) -> httpx.Response:
    return httpx.post(f"{container.url}/auth/login", json=ACCOUNT, timeout=30)


ACCOUNT = {"email": "rohan@email.com", "password": "secure123"}


def test_it_serves_ends_on_a_signal_and_starts_again_on_the_same_data(container: Container) -> None:
    container.start()
    registered = httpx.post(f"{container.url}/auth/register", json=ACCOUNT | {"name": "Rohan"}, timeout=30)
    assert registered.status_code == 201, registered.text
    assert container.end(signal.SIGTERM) == 0
    container.start()
    assert _sign_in(container).status_code == 200
    # Killed as by an engine that lost its patience: what was acknowledged is there at the next start.
    assert container.end(signal.SIGKILL) == -signal.SIGKILL
    container.start()
    signed_in = _sign_in(container)
    assert signed_in.status_code == 200
    headers = {"authorization": f"Bearer {signed_in.json()['access_token']}"}
    answer = httpx.post(
        f"{container.url}/chat", headers=headers, json={"message": "Where is my order?"}, timeout=30
    )
    assert "verify your e-mail address" in answer.json()["reply"]
    assert container.end(signal.SIGTERM) == 0


def test_everything_it_wrote_is_its_own_and_closed_to_others(container: Container) -> None:
    container.start()
    container.end(signal.SIGTERM)
    owner = USER if os.geteuid() == 0 else os.geteuid()
    written = [path for path in container.data.rglob("*") if not path.is_symlink()]
    assert written
    assert {path.stat().st_uid for path in written} == {owner}
    secrets = [path for path in written if path.suffix in (".key", ".secret", ".json")]
    assert len(secrets) >= 3
    assert {oct(path.stat().st_mode & 0o777) for path in secrets if path.is_file()} == {"0o600"}


def test_the_wheel_holds_every_file_that_the_program_reads(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            tmp_path,
            ROOT,
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    needed = {
        path.relative_to(source).as_posix()
        for path in (source / "support_ai").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(needed) > 150
    assert needed - packed == set()
