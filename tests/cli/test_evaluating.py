"""The conversations of evals/ and how they are scored."""

from pathlib import Path
from uuid import UUID

import pytest

from support_ai.channels.inbound import Reply
from support_ai.cli.evaluating import Script, ScriptInvalidError, evaluate, faults_of, interval, read_scripts
from support_ai.config import Settings

EVALS = Path(__file__).parents[2] / "evals"


async def test_the_reading_conversations_hold_in_many_words() -> None:
    settings = Settings()  # pyright: ignore[reportCallIssue] - every field has its default
    assert await evaluate(settings, [EVALS / "reading.jsonl"], 0.97)


def test_a_script_is_judged_by_its_last_answer() -> None:
    reply = Reply(UUID(int=1), None, by_colleague=False, text="Your order ORD-1", sources=({"title": "A"},))
    fine = Script.model_validate({"says": ["x"], "must": ["ORD-1"], "must_not": ["ORD-2"], "cites": "A"})
    assert faults_of(fine, reply) == ()
    wrong = Script.model_validate({"says": ["x"], "must": ["ORD-2"], "must_not": ["ORD-1"], "cites": "B"})
    assert len(faults_of(wrong, reply)) == 3


@pytest.mark.parametrize(
    ("line", "field"), [('{"says": []}', "says"), ('{"says": ["a"], "musst": []}', "musst"), ("{", "line")]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, field: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f'{{"says": ["hello"]}}\n\n{line}\n')
    with pytest.raises(ScriptInvalidError, match=r"set\.jsonl:3: ") as error:
        read_scripts([path])
    assert error.value.field == field


def test_an_interval_holds_its_share() -> None:
    low, high = interval(180, 200)
    assert 0.84 < low < 0.9 < high < 0.94
