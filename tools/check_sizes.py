"""Fail when a file has more than 400 lines, is silent about having more than 300, or a function has more than 60."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "tools", "bench")
LONGEST_FILE = 400
LONG_FILE = 300
LONGEST_FUNCTION = 60
FIRST_LINES = 12


def complaints(path: Path) -> Iterator[str]:
    """Say what is too long in one Python file."""
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    name = path.relative_to(ROOT).as_posix()
    if len(lines) > LONGEST_FILE:
        yield f"{name}: {len(lines)} lines; at most {LONGEST_FILE}. Split it by noun."
    elif len(lines) > LONG_FILE and "long because" not in " ".join(lines[:FIRST_LINES]).lower():
        yield f"{name}: {len(lines)} lines; say in its first lines why it is 'long because …', or split it."
    for node in ast.walk(ast.parse(source, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines; at most {LONGEST_FUNCTION}."


def main() -> int:
    """Print every complaint; the exit code is 1 when there is one."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    found = [complaint for path in paths for complaint in complaints(path)]
    print("\n".join(found) or f"Sizes: {len(paths)} files, none too long.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
