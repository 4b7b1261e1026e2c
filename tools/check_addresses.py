"""Fail when a file of the repository names a package registry, a download address or a path of somebody's machine.

Where packages come from is the business of the machine that installs them.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "a package registry": re.compile(
        r"pypi\.(org|python)|pythonhosted|npmjs\.|yarnpkg\.|huggingface\.co|index-url=|find-links"
    ),
    "a download address": re.compile(r"https?://\S+(/releases/download/|\.(whl|tgz|tar\.gz|onnx)\b)"),
    "a path of a machine": re.compile(r"(?<![\w.$}-])/(work|root|tmp|home/\w+|Users/\w+|mnt/\w+)/\w"),
}


def text_files() -> Iterator[tuple[str, str]]:
    """Yield name and content of every text file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path == Path(__file__).resolve() or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            yield name, content.decode("utf-8", "replace")


def main() -> int:
    """Print each place; the exit code is 1 when there is one."""
    found = [
        f"{name}:{number}: names {what}: {line.strip()[:120]}"
        for name, content in text_files()
        for number, line in enumerate(content.splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]
    print("\n".join(found) or "Addresses: none that tie the repository to a registry or a machine.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
