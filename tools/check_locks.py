"""Fail when a locked requirement has no digest, no exact version, or names where packages come from."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
NODE_LOCK = "web/package-lock.json"
_PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,.-]+\])?==[^\s;@]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def complaints(name: str, content: str) -> Iterator[str]:
    """Say which requirement is not a package of one version with its digests."""
    for requirement in re.sub(r"\s*\\\n\s*", " ", content).splitlines():
        if requirement and not requirement.startswith("#") and not _PINNED.fullmatch(requirement.strip()):
            yield f"{name}: not a pinned package with digests: {requirement[:80]}"


def node_complaints(content: str) -> Iterator[str]:
    """Say which package of the front ends' lock has no digest, or tells where it comes from."""
    packages: dict[str, dict[str, object]] = json.loads(content)["packages"]
    for name, package in packages.items():
        if not name.startswith("node_modules/") or package.get("link"):
            continue
        if not str(package.get("integrity", "")).startswith("sha512-") or "resolved" in package:
            yield f"{NODE_LOCK}: not a pinned package with a digest alone: {name}"


def main() -> int:
    """Print every complaint; the exit code is 1 when there is one."""
    found = [line for name in LOCKS for line in complaints(name, (ROOT / name).read_text(encoding="utf-8"))]
    found += node_complaints((ROOT / NODE_LOCK).read_text(encoding="utf-8"))
    print("\n".join(found) or "Locks: every package has its version and its digests.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
