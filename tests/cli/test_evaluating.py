"""`support-ai eval conversations`, as an operator types it."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support_ai.cli.commands import command_line
from support_ai.cli.evaluating import BrainUnknownError, NothingToPlayError, chosen
from support_ai.evals.script import ScriptInvalidError, read_scripts

EVALS = Path(__file__).parents[2] / "evals"
FINE = '{"id": "fine-1", "about": ["greeting"], "as": "rohan", "turns": [{"say": "Where is my order?", "has": ["ORD-789"]}]}'
WRONG = '{"id": "wrong-1", "about": ["greeting"], "as": "rohan", "turns": [{"say": "Where is my order?", "has": ["ORD-111"]}]}'


def _run(*arguments: str | Path) -> tuple[int, str, BaseException | None]:
    answer = CliRunner().invoke(command_line, ["eval", "conversations", *map(str, arguments)])
    return answer.exit_code, answer.output, answer.exception


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("SUPPORT_AI_") and not name.startswith("SUPPORT_AI_TEST"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_the_reading_conversations_hold_in_many_words() -> None:
    code, output, _ = _run(EVALS / "reading.jsonl", "--floor", "0.97", "--shared")
    assert code == 0, output


def test_the_exit_code_tells_whether_the_floor_is_reached_and_the_reports_are_written(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{FINE}\n{WRONG}\n")
    report, document = tmp_path / "report.md", tmp_path / "report.json"
    code, output, _ = _run(path, "--floor", "0.6", "--report", report, "--json", document)
    assert code == 1
    assert "✗ does not say 'ORD-111'" in output
    assert "50.0%" in output
    assert "### wrong-1" in report.read_text()
    assert [one["right"] for one in json.loads(document.read_text())["conversations"]] == [True, False]


def test_only_what_was_named_is_played(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{FINE}\n{WRONG}\n")
    scripts = read_scripts([path])
    assert [one.talk.id for one in chosen(scripts, "fine-*")] == ["fine-1"]
    assert chosen(scripts, "greeting") == chosen(scripts, None) == scripts
    with pytest.raises(NothingToPlayError):
        chosen(scripts, "nothing")


def test_another_brain_and_a_bad_file_are_refused_before_anything_starts(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{FINE}\n{{\n")
    code, _, error = _run(path, "--brain", "large")
    assert (code, type(error)) == (1, BrainUnknownError)
    code, _, error = _run(path)
    assert (code, type(error)) == (1, ScriptInvalidError)
    assert "set.jsonl:2: line: " in str(error)
