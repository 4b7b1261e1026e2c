"""Write docs/security-table.md: each row of docs/security-rows.toml, its ASVS requirements, its tests, its status.

A test shows a row by its name (`test_B6_…`) or by the marker `row("B6")`, on it or on its module. Without `--write` the
page is only compared with what it should be.
"""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "security-rows.toml"
PAGE = ROOT / "docs" / "security-table.md"
_NAMED = re.compile(r"test_([A-K][0-9]+)_")
_FIELDS = {"asks", "asvs", "partly", "manual", "later"}
HEAD = """\
# The security table

What support-ai has to show, row by row, the requirements of OWASP ASVS 5.0.0 behind it, and the tests that show it. Written from
[security-rows.toml](security-rows.toml) and the names and markers of the tests by `make format`; `make check` fails when it differs.

*shown*: every test of the row passes in `make test` or `make deep`. *partly*: tests show it but for what is named. *manual*: done by hand, as named. *later*: what it
belongs to is not built yet. *open*: no test yet.

| row | what is asked | ASVS 5.0 | tests | status |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; `note` is what its status needs to say."""

    id: str
    asks: str
    asvs: tuple[str, ...]
    status: str
    note: str

    @classmethod
    def of(cls, identifier: str, table: Mapping[str, object]) -> "Row":
        """Return the row of one table of the data file; ValueError where a field is not known."""
        unknown = table.keys() - _FIELDS
        notes = [(name, str(table[name])) for name in ("partly", "manual", "later") if name in table]
        asvs = table["asvs"]
        if unknown or len(notes) > 1 or not isinstance(asvs, list):
            message = (
                f"{identifier}: {sorted(unknown) or 'one of partly, manual and later, and a list of asvs'}"
            )
            raise ValueError(message)
        status, note = notes[0] if notes else ("", "")
        return cls(identifier, str(table["asks"]), tuple(map(str, cast("list[object]", asvs))), status, note)

    def shown(self, tests: Mapping[str, int]) -> str:
        """Return the row's status: what it says itself, else whether it has tests."""
        if self.status and not (self.status == "later" and tests):
            return f"{self.status}: {self.note}"
        return "shown" if tests else "open"


def marked(decorator: ast.expr) -> Iterator[str]:
    """Yield the ids of a `pytest.mark.row("B6")`."""
    match decorator:
        case ast.Call(func=ast.Attribute(attr="row"), args=arguments):
            yield from (str(one.value) for one in arguments if isinstance(one, ast.Constant))
        case ast.List(elts=elements):
            for element in elements:
                yield from marked(element)
        case _:
            return


def shown_by(source: str) -> Iterator[tuple[str, str]]:
    """Yield the id of a row and the name of a test that shows it, from a module's source."""
    module = ast.parse(source)
    everywhere = {
        identifier
        for statement in module.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark"
        for identifier in marked(statement.value)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            named = set(_NAMED.findall(node.name))
            for identifier in everywhere | named.union(*map(marked, node.decorator_list)):
                yield identifier, node.name


def found_tests() -> dict[str, dict[str, int]]:
    """Return for each row the files that show it, with how many tests."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for identifier, _name in shown_by(path.read_text(encoding="utf-8")):
            found[identifier][path.relative_to(ROOT).as_posix()] += 1
    return found


def page() -> str:
    """Return the page as it should be; ValueError where a test names a row that there is not."""
    tables = tomllib.loads(ROWS.read_text(encoding="utf-8"))
    found = found_tests()
    unknown = found.keys() - tables.keys()
    if unknown:
        message = f"tests name rows that {ROWS.name} does not have: {sorted(unknown)}"
        raise ValueError(message)
    rows = [Row.of(identifier, table) for identifier, table in tables.items()]
    lines = [_line(row, found.get(row.id, {})) for row in rows]
    return HEAD + "\n".join(lines) + "\n"


def _line(row: Row, tests: Mapping[str, int]) -> str:
    places = ", ".join(f"[{Path(name).stem}](../{name}) {count}" for name, count in tests.items())
    return f"| {row.id} | {row.asks} | {', '.join(row.asvs)} | {places} | {row.shown(tests)} |"


def main() -> int:
    """Write or compare the page; the exit code is 1 when it differs."""
    renewed = page()
    if "--write" in sys.argv[1:]:
        PAGE.write_text(renewed, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != renewed:
        print(f"{PAGE.relative_to(ROOT)}: differs from the tests; `make format` renews it")
        return 1
    print(f"Security table: {renewed.count('| shown |')} rows shown, {renewed.count('| open |')} open.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
