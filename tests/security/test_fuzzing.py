"""Row D5: schemathesis against the running server, by its own OpenAPI document, as everybody; no check fails."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support_ai.access.actor import Reason
from support_ai.access.permission import PERMISSIONS
from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.demo.service import seed_accounts
from support_ai.identity.minting import mint_token
from tests.conftest import Addresses, Demo
from tests.reporting import Report
from tests.security.fuzzing import VARIABLE, Given
from tests.security.operations import OPERATIONS, Operation
from tests.security.scene import DEMO_PASSWORD, Caller, Scene
from tests.serving import listening, serving

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "reports" / "fuzzing.md"
CASES, SHARE = 10_000, 0.6
_EXAMPLES = "25"
_OTHERS = 120
_ROLES = {
    Caller.NOBODY: None,
    Caller.VISITOR: Role.VISITOR,
    Caller.ROHAN: Role.CUSTOMER,
    Caller.EMMA: Role.SUPPORT_AGENT,
    Caller.ADMIN: Role.ADMIN,
    Caller.KEY: None,
    Caller.OWNER: Role.OWNER,
}
# It asks whatever provider the owner's run has named; tests/identity/test_oidc.py goes there.
_GOES_OUT = "/auth/oidc/start"
# Their examples change what all the others share: the shop's owner, everybody's codes, Rohan's password.
_ALONE = frozenset({"POST /auth/setup", "POST /auth/otp/verify", "POST /auth/password/reset"})
# A body that is too large is refused by its size.
_CONFIGURATION = """
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, "5xx"]
"""
# What is refused by a rule that no schema can say is a check of our own, `refuses_valid_data_by_a_named_rule`. Two
# people on one thing are the test of row D2.
_LEFT_OUT = "positive_data_acceptance,object_level_authorization"
_OPTIONS = f"""
    --max-examples {_EXAMPLES} --seed 3 --workers 2 --no-shrink --continue-on-failure --suppress-health-check all
    --exclude-path {_GOES_OUT} --exclude-checks {_LEFT_OUT}
    --generation-database none --report json --no-color
""".split()


@dataclass(frozen=True, slots=True)
class Line:
    """A role's line of the report."""

    caller: Caller
    operations: int
    permitted: int
    reached: int
    cases: int
    failures: list[str]

    @property
    def share(self) -> float:
        """Return which part of the permitted operations gave a good answer."""
        return self.reached / self.permitted


def _is_permitted(operation: Operation, caller: Caller) -> bool:
    role = _ROLES[caller]
    holds = role is not None and any(one in PERMISSIONS[role] for one in operation.permissions)
    return holds or operation.expected[caller] == "ok"


async def _given(scene: Scene, caller: Caller, folder: Path) -> Given:
    """Return the ids of the demo shop, and tokens that may be used up."""
    ids = {
        "number": ["ORD-789", "ORD-456", "ORD-123"],
        "customer_id": ["CUST-123"],
        "conversation_id": [await scene.conversation() for _ in range(3)],
        "product_id": ["P-100", "P-101"],
        "slug": ["returns", "shipping"],
    }
    return Given(
        ids, await _examples(scene, caller), await _tokens(scene, caller), str(folder / "tally.json")
    )


async def _examples(scene: Scene, caller: Caller) -> dict[str, list[dict[str, Any]]]:
    """Return two valid examples of every operation that the caller may use; what is no JSON is left to chance."""
    found: dict[str, list[dict[str, Any]]] = {}
    for operation in OPERATIONS:
        if _is_permitted(operation, caller) and operation.name not in _ALONE:
            sent = [await operation.example(scene, caller) for _ in range(2)]
            found[operation.name] = [
                {"ids": dict(one.ids), "body": one.body, "headers": dict(one.headers)}
                for one in sent
                if one.content is None
            ]
    return found


async def _tokens(scene: Scene, caller: Caller) -> list[str]:
    """Return the caller's own token, and tokens of others in the same role."""
    if caller is Caller.NOBODY:
        return []
    if caller is Caller.VISITOR:
        proofs = [await scene.headers(caller) for _ in range(_OTHERS)]
        return [proof["authorization"].removeprefix("Bearer ") for proof in proofs]
    if caller is Caller.KEY:
        return [(await scene.headers(caller))["authorization"].removeprefix("Bearer ")] * 2
    own = (await scene.headers(caller))["authorization"].removeprefix("Bearer ")
    return [own, *[await _other(scene, caller, number) for number in range(_OTHERS)]]


async def _other(scene: Scene, caller: Caller, number: int) -> str:
    identity = scene.demo.shop.resources.identity
    email = f"{caller}-{number}@example.com"
    role = _ROLES[caller]
    assert role is not None
    await identity.make_account(
        Reason.STAFF_COMMAND, email, name="Other", role=role, password="correct horse battery"
    )
    return await mint_token(identity, Reason.STAFF_COMMAND, email)


async def _run(scene: Scene, caller: Caller, folder: Path, port: int) -> Line:
    given = await _given(scene, caller, folder)
    given.write(folder / "given.json")
    (folder / "schemathesis.toml").write_text(_CONFIGURATION, encoding="utf-8")
    options = [*_OPTIONS, "--report-json-path", str(folder / "report.json")]
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            f"http://127.0.0.1:{port}/openapi.json",
            *options,
        ),
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
            "SCHEMATHESIS_HOOKS": "tests.security.fuzzing",
            VARIABLE: str(folder / "given.json"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    assert (folder / "report.json").exists(), said
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    tally: dict[str, int] = json.loads((folder / "tally.json").read_text(encoding="utf-8"))
    failures = [f"{one['title']}: {', '.join(one['operations'])}" for one in report["failures"]]
    assert (process.returncode == 0) == (not failures), said
    if failures:
        print(said)  # noqa: T201 - each failure with the request that shows it
    permitted = [one.name for one in OPERATIONS if _is_permitted(one, caller)]
    reached = {key.rpartition(" ")[0] for key in tally if key.rpartition(" ")[2].startswith("2")}
    return Line(
        caller,
        len(OPERATIONS),
        len(permitted),
        len(reached & set(permitted)),
        report["test_cases"]["generated"],
        failures,
    )


def _table(lines: list[Line]) -> str:
    rows = [
        f"| {one.caller} | {one.operations} | {one.permitted} | {one.reached} | {one.share:.0%} | {one.cases} |"
        f" {len(one.failures)} |"
        for one in lines
    ]
    head = ["| as | operations | permitted | reached 2xx | share | cases | failures |", "|---|" + "--:|" * 6]
    return "\n".join(["# Fuzzing the running server by its own OpenAPI document", "", *head, *rows, ""])


@pytest.fixture
async def unlimited(
    database: Database, addresses: Addresses, tmp_path: Path, thought: Thought
) -> AsyncGenerator[Scene]:
    """Give the running demo shop, which refuses nobody for asking too often."""
    async with serving(database, tmp_path, thought, rate_limits=False) as shop:
        demo = Demo(shop)
        await demo.seed(datetime.now(UTC))
        await seed_accounts(shop.resources.identity, DEMO_PASSWORD)
        yield Scene(demo, addresses)


@pytest.mark.deep
async def test_D5_no_check_fails_and_everybody_reaches_most_of_their_operations(
    unlimited: Scene, tmp_path: Path, note_report: Report
) -> None:
    scene = unlimited
    two_at_a_time = asyncio.Semaphore(2)

    async def line_of(caller: Caller) -> Line:
        folder = tmp_path / caller
        folder.mkdir()
        async with two_at_a_time:
            return await _run(scene, caller, folder, port)

    async with listening(scene.demo.shop) as port:
        # The owner comes last and alone: what an owner does to colleagues would end their runs.
        lines = await asyncio.gather(*(line_of(caller) for caller in _ROLES if caller is not Caller.OWNER))
        lines = [*lines, await line_of(Caller.OWNER)]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(_table(lines), encoding="utf-8")
    note_report("\n".join(_table(lines).splitlines()))
    assert {one.caller: one.failures for one in lines if one.failures} == {}
    assert sum(one.cases for one in lines) >= CASES
    assert {one.caller: one.share for one in lines if one.share < SHARE} == {}
