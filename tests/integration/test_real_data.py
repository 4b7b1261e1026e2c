"""Two public shops through import and export. Their files lie outside the repository: SUPPORT_AI_REAL_DATA names
the folder with olist/ and northwind/.
"""

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from support_ai.integration.kinds import KINDS, FileKind
from support_ai.integration.service import export_directory, import_directory
from tests.integration.reading import another_database, sentences

FOLDER = "SUPPORT_AI_REAL_DATA"
_TOOLS = Path(__file__).parents[2] / "tools"
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(
        FOLDER not in os.environ, reason=f"{FOLDER} does not name the folder with olist/ and northwind/"
    ),
]


def mapped(shop: str, folder: Path) -> Path:
    """Write a public shop's files as an import reads them, and return their folder."""
    source = Path(os.environ[FOLDER]) / shop
    subprocess.run([sys.executable, _TOOLS / f"{shop}.py", source, folder], check=True)
    return folder


def _rows(path: Path, kind: FileKind) -> Counter[tuple[str, ...]]:
    """Return the rows as import promises to keep them: without spaces around values."""
    if not path.exists():
        return Counter()
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(
            tuple(row.get(column, "").strip() for column in kind.columns + kind.optional)
            for row in csv.DictReader(file)
        )


def _assert_equal(left: Path, right: Path) -> None:
    for kind in KINDS:
        name = f"{kind.name}.csv"
        missing = _rows(left / name, kind) - _rows(right / name, kind)
        surplus = _rows(right / name, kind) - _rows(left / name, kind)
        assert (sorted(missing)[:3], sorted(surplus)[:3]) == ([], []), name


@pytest.mark.parametrize(("shop", "least"), [("olist", 150_000), ("northwind", 3_900)])
async def test_a_real_shop_comes_out_as_it_went_in(
    database: Database, keys: Keyring, tmp_path: Path, shop: str, least: int
) -> None:
    source = mapped(shop, tmp_path / "in")
    first = await import_directory(database, source)
    assert sentences(first) == []
    assert first.written == sum(file.rows for file in first.files) >= least
    again = await import_directory(database, source)
    assert (again.written, again.is_clean) == (0, True)
    await export_directory(database, tmp_path / "out")
    _assert_equal(source, tmp_path / "out")
    back = await import_directory(database, tmp_path / "out")
    assert (back.written, back.is_clean) == (0, True)
    with another_database() as addresses:
        second = await Database.open(addresses.application, keys, connections=2)
        assert (await import_directory(second, tmp_path / "out")).is_clean
        await export_directory(second, tmp_path / "again")
        await second.close()
    _assert_equal(tmp_path / "out", tmp_path / "again")
