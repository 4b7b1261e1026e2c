"""What schemathesis is given beside our OpenAPI document: it loads this module by name, in a process of its own.

The file that `SUPPORT_AI_FUZZING` names holds ids that exist, tokens to use up, and where to write the tally.
"""

import ast
import atexit
import json
import os
import sys
import threading
import zlib
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import schemathesis

VARIABLE = "SUPPORT_AI_FUZZING"
LINES = "application/x-ndjson"
# These end the session that calls, or all of its account; each call gets an account of its own.
ENDS_SESSIONS = frozenset(
    {
        "POST /auth/logout",
        "POST /auth/email/verify",
        "POST /auth/otp/verify",
        "POST /auth/step-up",
        "POST /auth/second-factor/step-up",
        "POST /auth/password/change",
        "DELETE /auth/sessions",
        "DELETE /auth/sessions/{session_id}",
    }
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a run is given.

    Ids by the name of their parameter, valid examples by operation (`ids`, `body`, `headers` each) to be used up, tokens
    of one caller, and the file for its tally.
    """

    ids: dict[str, list[str]]
    examples: dict[str, list[dict[str, Any]]]
    tokens: list[str]
    tally: str

    def write(self, path: Path) -> None:
        """Store it for the run's process."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


class Tally:
    """Counts the answers of each operation by status, and exchanges what cannot be guessed for what exists."""

    def __init__(self, given: Given) -> None:
        """Begin with nothing counted."""
        self._given = given
        self._tokens = cycle(given.tokens[1:])
        self._counts: Counter[str] = Counter()

    def know(self, case: schemathesis.Case) -> schemathesis.Case:
        """Put ids that exist into half of the cases, which depends on the case alone; the first good ones are examples."""
        examples = self._given.examples.get(case.operation.label)
        if examples and is_positive(case):
            example = examples.pop()
            case.path_parameters.update(example["ids"])
            case.headers.update(example["headers"])
            if example["body"] is not None:
                case.body = example["body"]
            return case
        for name, value in case.path_parameters.items():
            known = self._given.ids.get(name)
            drawn = zlib.crc32(str(value).encode("utf-8", "replace"))
            if known and drawn % 2:
                case.path_parameters[name] = known[drawn // 2 % len(known)]
        return case

    def token(self, label: str) -> str:
        """Return the token for a call; where that ends its session, one that is used up."""
        return next(self._tokens) if label in ENDS_SESSIONS else self._given.tokens[0]

    def count(self, case: schemathesis.Case, response: schemathesis.Response) -> None:
        """Count one answer."""
        self._counts[f"{case.operation.label} {response.status_code}"] += 1

    def write(self) -> None:
        """Store the counts for the test."""
        Path(self._given.tally).write_text(json.dumps(self._counts), encoding="utf-8")


def is_positive(case: schemathesis.Case) -> bool:
    """Tell whether the schema allows a case."""
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.check
def refuses_valid_data_by_a_named_rule(
    _context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """Let 422 to what the schema allows name a rule, such as `weak_password`; `invalid` would be the schema's fault.

    A page says it in words.
    """
    is_page = response.headers.get("content-type", [""])[0].startswith("text/html")
    if not is_positive(case) or response.status_code != 422 or is_page:
        return
    assert response.json()["code"] != "invalid", response.text


def _install(tally: Tally) -> None:
    """Register what schemathesis calls: functions, for it puts attributes on them."""

    @schemathesis.hook
    def map_case(_context: schemathesis.HookContext, case: schemathesis.Case) -> schemathesis.Case:
        return tally.know(case)

    @schemathesis.hook
    def after_call(
        _context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response
    ) -> None:
        tally.count(case, response)

    @schemathesis.hook
    def filter_case(_context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
        # Whatever is no text has no lines; sent as JSON it would be text, and right.
        return case.media_type != LINES or isinstance(case.body, str)

    assert callable(map_case)
    assert callable(filter_case)
    assert callable(after_call)
    atexit.register(tally.write)


def _prove(tally: Tally) -> None:
    """Let schemathesis call with a token."""

    @schemathesis.auth(refresh_interval=None)
    class Bearer:
        def get(self, case: schemathesis.Case, _context: schemathesis.AuthContext) -> str:
            return tally.token(case.operation.label)

        def set(self, case: schemathesis.Case, token: str, _context: schemathesis.AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {token}"

    assert Bearer


@schemathesis.serializer(LINES)
def lines(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """Return JSON Lines as they were drawn."""
    return str(value).encode("utf-8", "surrogatepass")


def _parse_one_at_a_time() -> None:
    """Let one thread parse at a time: Python 3.11 counts the depth of all of them together, and finds it wrong."""
    alone, parse = threading.Lock(), ast.parse

    def parse_alone(*source: Any, **options: Any) -> Any:
        with alone:
            return parse(*source, **options)

    ast.parse = parse_alone


if VARIABLE in os.environ:
    _parse_one_at_a_time()
    # hypothesis describes its strategies by parsing their source; Python 3.11 gives up on that near the usual limit.
    sys.setrecursionlimit(20_000)
    _given = Given(**json.loads(Path(os.environ[VARIABLE]).read_text(encoding="utf-8")))
    _tally = Tally(_given)
    _install(_tally)
    if _given.tokens:
        _prove(_tally)
