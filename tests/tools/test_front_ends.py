"""The front ends are built with a Node of this machine or of ours, from a lock that names no place."""

import json
import os
from pathlib import Path

import pytest

from tools import node
from tools.check_locks import NODE_LOCK, ROOT, node_complaints
from tools.write_openapi import written


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [("v20.0.0\n", True), ("v24.19.0", True), ("v18.20.4", False), ("", False), ("v22.0.0-rc.1", True)],
)
def test_an_old_node_is_not_used(version: str, is_enough: bool) -> None:
    assert node.is_new_enough(version) is is_enough


@pytest.mark.parametrize("program", ["node", "npm"])
def test_without_a_node_of_its_own_a_machine_uses_ours(
    program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(tmp_path) not in node.command(program)[0]
    assert node.main([program, "--version"]) == 0
    told = capfd.readouterr().out.strip()
    assert told
    assert program == "npm" or node.is_new_enough(told)


def test_an_old_node_of_the_machine_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho v18.20.4\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert str(tmp_path) not in node.command("npm")[0]


def test_only_node_and_npm_are_started(capsys: pytest.CaptureFixture[str]) -> None:
    assert node.main(["sh", "-c", "exit 0"]) == 2
    assert "npm ci" in capsys.readouterr().out


def test_K9_a_package_of_the_front_ends_without_a_digest_or_with_a_place_is_found() -> None:
    lock = (ROOT / NODE_LOCK).read_text(encoding="utf-8")
    assert list(node_complaints(lock)) == []
    content = json.loads(lock)
    name = next(name for name in content["packages"] if name.startswith("node_modules/preact"))
    content["packages"][name]["resolved"] = "somewhere"
    assert len(list(node_complaints(json.dumps(content)))) == 1
    del content["packages"][name]["resolved"], content["packages"][name]["integrity"]
    assert len(list(node_complaints(json.dumps(content)))) == 1


def test_the_document_is_the_same_each_time_and_has_a_line_for_each_value() -> None:
    first = written()
    assert first == written()
    assert json.loads(first)["paths"]["/chat"]
    assert '\n  "/auth/login": {\n' in first
