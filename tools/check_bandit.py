"""Run bandit over what is shipped, and fail on what `[tool.support-ai.bandit]` of pyproject.toml does not except.

An exception names files (a pattern), the test, and why; one that excepts nothing any more fails too.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("src", "api_server.py", "tools")


def findings(paths: Sequence[str] = SHIPPED) -> list[dict[str, Any]]:
    """Return what bandit finds; RuntimeError where it could not read everything."""
    ran = subprocess.run(
        [sys.executable, "-m", "bandit", "--quiet", "--format", "json", "--recursive", *paths],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    report = json.loads(ran.stdout)
    if report["errors"]:
        raise RuntimeError(report["errors"])
    return report["results"]


def exceptions() -> dict[tuple[str, str], str]:
    """Return the reasons by pattern and test."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, dict[str, str]] = project["tool"]["support-ai"]["bandit"]
    return {
        (pattern, test): reason for test, patterns in table.items() for pattern, reason in patterns.items()
    }


def complaints() -> Iterator[str]:
    """Say what is not excepted, and which exceptions are not needed."""
    excepted = exceptions()
    used: set[tuple[str, str]] = set()
    for found in findings():
        name = found["filename"].removeprefix("./")
        fitting = [key for key in excepted if key[1] == found["test_id"] and fnmatch(name, key[0])]
        used.update(fitting)
        if not fitting:
            yield f"{name}:{found['line_number']}: {found['test_id']} {found['issue_text']}"
    for pattern, test in excepted.keys() - used:
        yield f"pyproject.toml: {test} is not found in {pattern} any more; take the exception out"


def main() -> int:
    """Print every complaint; the exit code is 1 when there is one."""
    found = sorted(complaints())
    print("\n".join(found) or f"Bandit: nothing but the {len(exceptions())} exceptions with their reasons.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
