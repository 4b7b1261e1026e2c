"""Row K9 of the supply chain: a secret, a package without its digest and a new finding of bandit end `make check`."""

import json
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check_bandit, check_locks, check_secrets

ROOT = Path(__file__).resolve().parent.parent.parent
_DIGEST = "0" * 64


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a repository of its own with the list of what is known."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / check_secrets.KNOWN, tmp_path / check_secrets.KNOWN)
    (tmp_path / "conftest.py").write_text('"""Nothing to hide."""\n', encoding="utf-8")
    return tmp_path


def test_K9_a_planted_secret_is_found(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_secrets.main([str(copy)]) == 0
    planted = secrets.token_hex(20)
    (copy / "settings.py").write_text(f'api_key = "{planted}"\n', encoding="utf-8")
    assert check_secrets.main([str(copy)]) == 1
    said = capsys.readouterr().out
    assert "settings.py" in said
    assert planted not in said


def test_K9_a_known_word_in_another_file_is_a_new_secret(copy: Path) -> None:
    word = "only-for-tests"
    (copy / "settings.py").write_text(f'password = "{word}"\n', encoding="utf-8")
    assert check_secrets.main([str(copy)]) == 1
    assert check_secrets.main([str(copy), "--write"]) == 0
    assert check_secrets.main([str(copy)]) == 0


def test_K9_a_test_may_name_its_passwords_but_hold_no_key(copy: Path) -> None:
    (copy / "tests").mkdir()
    word, key = "only-for-tests", secrets.token_hex(20)
    (copy / "tests" / "test_one.py").write_text(f'password = "{word}"\n', encoding="utf-8")
    assert check_secrets.main([str(copy)]) == 0
    (copy / "tests" / "test_two.py").write_text(f'password = "{key}"\n', encoding="utf-8")
    assert check_secrets.main([str(copy)]) == 1


def test_K9_the_list_of_known_words_names_files_of_the_repository_only() -> None:
    known = json.loads((ROOT / check_secrets.KNOWN).read_text(encoding="utf-8"))
    assert [name for name in known if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "line",
    [
        "httpx",
        "httpx==0.28.1",
        f"httpx>=0.28 --hash=sha256:{_DIGEST}",
        f"httpx==0.28.1 --hash=md5:{_DIGEST}",
        "httpx @ file:httpx.zip",
        "--no-binary httpx",
        "-e .",
        "git+file:./httpx",
    ],
)
def test_K9_a_requirement_without_version_or_digest_is_found(line: str) -> None:
    assert list(check_locks.complaints("requirements.txt", f"{line}\n"))


def test_K9_a_pinned_requirement_with_digests_is_taken() -> None:
    line = f'uvloop==0.23.0 ; sys_platform != "win32" \\\n    --hash=sha256:{_DIGEST} \\\n    --hash=sha256:{_DIGEST}\n'
    assert list(check_locks.complaints("requirements.txt", line)) == []
    assert check_locks.main() == 0


def test_K9_every_exception_of_bandit_has_its_reason() -> None:
    assert all(len(reason) >= 8 for reason in check_bandit.exceptions().values())


def test_K9_bandit_finds_what_nobody_excepted(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import subprocess\nsubprocess.run('ls ' + input(), shell=True)\n", encoding="utf-8")
    assert {one["test_id"] for one in check_bandit.findings((str(bad),))} >= {"B602"}
    assert check_bandit.main() == 0


def test_K9_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    made = tmp_path / "sbom.json"
    command = [str(Path(sys.executable).parent / "cyclonedx-py"), "requirements", "requirements.txt"]
    subprocess.run(
        [*command, "--pyproject", "pyproject.toml", "--output-file", str(made)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    bill = json.loads(made.read_text(encoding="utf-8"))
    locked = {
        line.split("==")[0]
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith(" ")
    }
    assert bill["bomFormat"] == "CycloneDX"
    assert {one["name"] for one in bill["components"]} == {name.split("[")[0] for name in locked}
