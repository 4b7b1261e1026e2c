"""Fail when a file of the repository holds what looks like a secret and is not in `tools/known_secrets.json`.

What stands there are the digests of words that only look like one: passwords of tests and of examples. `--write` renews
the list; whoever writes it answers for each line that is new. A path given instead names another tree to look at.
"""

import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parent.parent
KNOWN = "tools/known_secrets.json"
# Digests of packages, as the locks have them, numbers that a model is made of, and scripts whose source is looked at.
_LEFT_OUT = (
    "requirements",
    "src/support_ai/models/",
    "src/support_ai/channels/web/assets/chat-",
    "web/package-lock.json",
    KNOWN,
)
_BY_NAME = "Secret Keyword"
Found = dict[str, dict[str, str]]


def text_files(root: Path) -> list[str]:
    """Return the names of the text files that are, or are about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name and not name.startswith(_LEFT_OUT)]
    return [name for name in names if (root / name).is_file() and b"\0" not in _head(root / name)]


def _head(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(4096)


def secrets_of(root: Path, name: str) -> dict[str, str]:
    """Return the digests of what looks like a secret in one file, each with its kind."""
    with default_settings():
        found = list(scan_file(str(root / name)))
    # Tests are full of passwords with the word beside them; there only what looks like a secret by itself counts.
    left_out = {_BY_NAME} if name.startswith("tests/") else set[str]()
    return {one.secret_hash: one.type for one in found if one.type not in left_out}


def search(root: Path) -> Found:
    """Return the files with something that looks like a secret."""
    names = text_files(root)
    with ProcessPoolExecutor() as pool:
        found = pool.map(secrets_of, [root] * len(names), names, chunksize=16)
        return {name: one for name, one in zip(names, found, strict=True) if one}


def main(arguments: list[str]) -> int:
    """Print what is new; the exit code is 1 when there is something."""
    root = next((Path(one) for one in arguments if not one.startswith("-")), ROOT)
    found = search(root)
    if "--write" in arguments:
        (root / KNOWN).write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    known: Found = json.loads((root / KNOWN).read_text(encoding="utf-8"))
    new = [
        f"{name}: {kind} that nobody has looked at; take it out, or put it on the list with --write"
        for name, secrets in found.items()
        for digest, kind in secrets.items()
        if digest not in known.get(name, {})
    ]
    print("\n".join(new) or f"Secrets: none but the {sum(map(len, known.values()))} of tests and examples.")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
