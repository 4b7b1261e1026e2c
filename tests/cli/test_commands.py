"""The command line itself: every command is told, and none waits for what another needs."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support_ai.cli.commands import command_line

_ROOT = Path(__file__).parents[2]
_HEAVY = ("fastapi", "numpy", "sklearn", "support_ai.agent", "support_ai.app", "support_ai.bootstrap")
_LOADED = "import sys; import {}; print(*(one for one in {!r} if one in sys.modules))"
_PROMISED = "serve demo chat import export staff token understand eval policies worker migrate audit keys"


def loaded_by(modules: str) -> list[str]:
    """Return what of the program's heavy parts comes along with some modules."""
    code = _LOADED.format(modules, _HEAVY)
    environment = {"PYTHONPATH": str(_ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout.split()


@pytest.mark.parametrize(
    "modules",
    [
        "support_ai.cli",
        "support_ai.cli.auditing",
        "support_ai.cli.moving",
        "support_ai.cli.rotating",
        "support_ai.cli.tokens, support_ai.identity.operating, support_ai.stored",
    ],
)
def test_what_needs_no_brain_and_no_server_loads_neither(modules: str) -> None:
    assert loaded_by(modules) == []


def test_the_search_for_them_sees_what_the_server_loads() -> None:
    assert set(loaded_by("support_ai.cli.running")) == {*_HEAVY} - {"sklearn"}


def test_help_names_every_command() -> None:
    told = CliRunner().invoke(command_line, ["--help"], env={"COLUMNS": "100", "TERM": "dumb"})
    assert told.exit_code == 0
    for name in _PROMISED.split():
        assert f" {name} " in told.output, name
