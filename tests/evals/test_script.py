"""The format: what is read, and how a bad line is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from support_ai.evals.script import DataSet, ScriptInvalidError, read_scripts

EVALS = Path(__file__).parents[2] / "evals"
FINE: dict[str, Any] = {"id": "a-1", "as": "visitor", "turns": [{"say": "hello", "has": ["hello"]}]}


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_conversation_of_the_repository_is_well_formed() -> None:
    files = sorted((EVALS / "conversations").glob("*.jsonl"))
    assert files
    files += [EVALS / "reading.jsonl", *sorted((EVALS / "strangers").glob("*.jsonl"))]
    assert len(read_scripts(files)) >= 200


def test_one_word_and_several_words_are_read_alike(tmp_path: Path) -> None:
    turn = {"say": ["one", "two"], "has": ["yes", ["a", "b"]]}
    read = read_scripts(
        [_file(tmp_path, json.dumps(FINE), "", json.dumps(FINE | {"id": "b", "turns": [turn]}))]
    )
    assert [one.talk.turns[0].say for one in read] == [("hello",), ("one", "two")]
    assert read[1].talk.turns[0].has == (("yes",), ("a", "b"))
    assert [one.place.rpartition(":")[2] for one in read] == ["1", "3"]


def test_a_data_set_is_a_directory_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    script = FINE | {"data": "shop", "as": "customer:C-1", "day": "2026-12-24T10:00:00+01:00"}
    read = read_scripts([_file(tmp_path, json.dumps(script))])[0]
    assert read.data == DataSet((tmp_path / "shop").resolve(), read.talk.day)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"turns": []}, "turns"),
        ({"musst": 1}, "musst"),
        ({"turns": [{"say": "a", "hass": ["b"]}]}, "turns.0.hass"),
        ({"turns": [{"say": "a", "has": [""]}]}, "turns.0.has.0.0"),
        ({"turns": [{"say": "a", "has": [list[str]()]}]}, "turns.0.has.0"),
        ({"turns": [{"has": ["b"]}]}, "turns.0.say"),
        ({"turns": [{"say": "a", "code": True, "has": ["b"]}]}, "turns.0.say"),
        ({"turns": [{"say": "a", "tools": ["Get Order"]}]}, "turns.0.tools.0"),
        ({"as": "nobody"}, "as"),
        ({"as": "rohan", "data": "shop"}, "as"),
        ({"data": "nowhere"}, "data"),
        ({"day": "2026-12-24T10:00:00"}, "day"),
        ({"end": {"orders": {"ORD-1": "gone"}}}, "end.orders.ORD-1"),
        ({"end": {"handled_by": "nobody"}}, "end.handled_by"),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, changed: dict[str, Any], field: str) -> None:
    path = _file(tmp_path, json.dumps(FINE), json.dumps(FINE | {"id": "a-2"} | changed))
    with pytest.raises(ScriptInvalidError, match=r"set\.jsonl:2: ") as error:
        read_scripts([path])
    assert error.value.field == field


def test_what_is_no_json_and_an_id_that_comes_twice_are_named_together(tmp_path: Path) -> None:
    path = _file(tmp_path, json.dumps(FINE), "{", json.dumps(FINE))
    with pytest.raises(ScriptInvalidError) as error:
        read_scripts([path])
    first, second = error.value.message.splitlines()
    assert "set.jsonl:2: line: " in first
    assert second.endswith(f"id: a-1 stands at {path}:1 already")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(ScriptInvalidError, match=r"set\.jsonl: file: this is not UTF-8"):
        read_scripts([path])


@pytest.mark.parametrize("end", [None, {}])
def test_a_conversation_that_could_not_fail_is_refused(tmp_path: Path, end: dict[str, Any] | None) -> None:
    script = FINE | {"turns": [{"say": "hello"}], "end": end}
    with pytest.raises(ScriptInvalidError, match="could not fail"):
        read_scripts([_file(tmp_path, json.dumps(script))])
    nothing_done = script | {"end": {"committed": list[str]()}}
    assert read_scripts([_file(tmp_path, json.dumps(nothing_done))])
