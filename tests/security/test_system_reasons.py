"""Row E9 and what it stands on: few modules act as the system, and each reason writes only what its work needs."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast

from psycopg import sql
from psycopg.types.json import Jsonb

from support_ai.access.actor import Reason, System
from tests.security.filling import Filled, protected_tables
from tests.security.rules import RULES
from tests.security.trying import REFUSED, attempt, insertable_columns, insertion, rows_of

SOURCE = Path(__file__).parents[2] / "src" / "support_ai"
# The modules that act as the system, and what they do before there is a person, or without one.
MAKERS = {
    "actions/jobs.py": "ends proposals that nobody answered in time",
    "cli/policies.py": "reads the rules in force for the terminal",
    "channels/identifying.py": "asks for the codes of visitors, and takes them in",
    "channels/inbound.py": "takes up what a dead process left unanswered",
    "channels/chat_mail.py": "claims a mail about a conversation, and says that it is sent",
    "channels/web/presence.py": "tells other processes who is connected",
    "cli/chatting.py": "reads the shop's time zone for the terminal",
    "core/database.py": "asks whether the database answers",
    "core/idempotency.py": "keeps what a program was answered",
    "demo/service.py": "fills the demo shop",
    "identity/api_keys.py": "proves a program by its key",
    "identity/authenticator.py": "proves a token",
    "identity/code_jobs.py": "draws a code and sends it",
    "identity/codes.py": "asks for a code for a stranger",
    "identity/resetting.py": "gives a forgotten password a successor",
    "identity/signing_by_code.py": "signs people in by a code",
    "identity/first_owner.py": "makes the first owner",
    "identity/invitations.py": "lets staff choose a password by an invitation",
    "identity/operating.py": "invites for the operator",
    "identity/staff.py": "asks whether an address is taken",
    "identity/host_identity.py": "proves a customer by a website's word",
    "identity/jobs.py": "removes what time has ended",
    "identity/minting.py": "makes tokens for the operator",
    "identity/reproving.py": "proves people by their password once more",
    "identity/oidc.py": "proves a colleague by a provider's word",
    "identity/refreshing.py": "changes a refresh token for the next pair",
    "identity/own_second_factor.py": "proves staff by their device once more",
    "identity/second_factor.py": "finishes a sign-in of staff",
    "identity/service.py": "signs people in",
    "identity/throttle.py": "writes down that guessing was stopped",
    "identity/verification.py": "proves an address",
    "integration/fact_service.py": "takes what the shop's back end says",
    "integration/merging.py": "imports files",
    "integration/service.py": "imports and exports files",
    "shop/watching.py": "reads the security settings",
    "messaging/delivery.py": "writes down how a sending ended",
    "messaging/notices.py": "reads where a notice goes",
    "messaging/webhooks/jobs.py": "spreads and forgets events of webhooks",
    "messaging/webhooks/pumping.py": "sends webhooks",
    "payments/transfer_jobs.py": "moves money that was booked",
    "privacy/erasure.py": "erases a person",
    "privacy/export.py": "asks which accounts a customer has",
    "privacy/retention.py": "forgets what was kept long enough",
    "privacy/rotation.py": "seals everything with another key",
}
# Modules that only ask whether somebody is the system, or declare it.
ASKERS = {"access/actor.py", "customers/policy.py"}
# What each reason may change of an account; everything else of it is not theirs.
ACCOUNT_COLUMNS = {
    "person": {"name"},
    Reason.SIGN_IN: {"password_hash", "customer_id"},
    Reason.TOKEN: {"customer_id"},
    Reason.VERIFY: {"verified_at", "customer_id"},
    Reason.STAFF_COMMAND: {"password_hash"},
    # Of staff: of a customer's account nothing.
    Reason.INVITE: set[str](),
    Reason.KEYS: {"email"},
}


def _names(path: Path) -> set[str]:
    """Return how a module knows the system's actor: it makes one, or it names one."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="System") | ast.Attribute(attr="System")):
                found.add("makes")
            case ast.Name(id="System") | ast.Attribute(attr="System") | ast.alias(name="System"):
                found.add("names")
            case _:
                pass
    return found


def test_E9_only_a_listed_few_modules_act_as_the_system() -> None:
    known = {path.relative_to(SOURCE).as_posix(): _names(path) for path in SOURCE.rglob("*.py")}
    assert {module for module, how in known.items() if "makes" in how} == MAKERS.keys()
    assert {module for module, how in known.items() if how == {"names"}} == ASKERS
    assert {module.partition("/")[0] for module in MAKERS} & {
        "access",
        "agent",
        "orders",
        "customers",
    } == set()


def test_E9_the_search_for_them_sees_every_way_to_write_it(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    for line, expected in (
        ("from support_ai.access.actor import System\nmake = System(reason)", {"makes", "names"}),
        ("from support_ai.access import actor\nmake = actor.System(reason)", {"makes", "names"}),
        ("from support_ai.access.actor import System as Nobody\nmake = Nobody(reason)", {"names"}),
        ("from support_ai.access import actor\nkind = actor.System", {"names"}),
        ("reason = 'System(Reason.JOB)'", set[str]()),
    ):
        module.write_text(line)
        assert _names(module) == expected


@dataclass(frozen=True, slots=True)
class _Attempts:
    """What is tried with a table: inserting copies of its rows, changing each column, deleting."""

    insert: sql.Composed
    rows: list[dict[str, object]]
    updates: list[sql.Composed]
    delete: sql.Composed


def _attempts(filled: Filled, table: str, columns: dict[str, str]) -> _Attempts:
    target = sql.Identifier(table)
    return _Attempts(
        insertion(table, insertable_columns(filled.addresses, table)),
        rows_of(filled.addresses, table, "true", ()),
        [sql.SQL("update {0} set {1} = {1}").format(target, sql.Identifier(one)) for one in columns],
        sql.SQL("delete from {}").format(target),
    )


async def _allowed(filled: Filled, reason: Reason, tried: _Attempts) -> set[str]:
    """Return what a reason can do with the rows of a table: insert a copy of one, change one, delete one."""
    done = set[str]()
    async with filled.database.transaction(System(reason)) as conn:
        for row in tried.rows:
            if await attempt(conn, tried.insert, [Jsonb(row)]) not in (REFUSED, "GeneratedAlways"):
                done.add("insert")
        for update in tried.updates:
            if await attempt(conn, update) not in (REFUSED, 0, "GeneratedAlways"):
                done.add("update")
        if await attempt(conn, tried.delete) not in (REFUSED, 0):
            done.add("delete")
    return done


async def test_E9_each_reason_writes_only_what_its_work_needs(filled: Filled) -> None:
    wrong: dict[tuple[Reason, str], tuple[set[str], set[str]]] = {}
    tables = protected_tables(filled.addresses)
    # Of what they did everybody writes, about themselves: see the test of row K1.
    del tables["audit_entries"]
    tried = {table: _attempts(filled, table, columns) for table, columns in tables.items()}
    for reason in Reason:
        for table in tables:
            rule = RULES[table]
            grants = {"insert": rule.inserts, "update": rule.updates, "delete": rule.deletes}
            expected = {act for act, reasons in grants.items() if reason in reasons}
            found = await _allowed(filled, reason, tried[table])
            if found != expected:
                wrong[reason, table] = (found, expected)
    assert wrong == {}


async def test_E5_people_change_only_the_name_of_their_account_and_each_reason_only_its_part(
    filled: Filled,
) -> None:
    rohan = filled.labels("rohan")[0].removeprefix("account:")
    tables = protected_tables(filled.addresses)
    others = {
        "customer_id": "'CUST-456'",
        "verified_at": "now() + interval '1 day'",
        "role": "'owner'",
        "disabled_at": "now()",
        "removed_at": "now()",
        "account_id": "gen_random_uuid()",
        "created_at": "now() - interval '1 day'",
    }
    for who, theirs in ACCOUNT_COLUMNS.items():
        actor = filled.people["rohan"] if who == "person" else System(Reason(who))
        for column, kind in tables["accounts"].items():
            value = others.get(column, "'\\x00'" if kind == "bytea" else "'changed'")
            statement = sql.SQL("update accounts set {} = {} where account_id = {}").format(
                sql.Identifier(column), sql.SQL(cast("LiteralString", value)), sql.Literal(rohan)
            )
            async with filled.database.transaction(actor) as conn:
                outcome = await attempt(conn, statement)
            # Rohan has a record and a proven address, which nobody changes a second time.
            is_free = column in theirs and column not in ("customer_id", "verified_at")
            assert outcome == (1 if is_free else REFUSED), (who, column, outcome)


async def test_E5_a_record_is_attached_once_by_those_who_prove_people(filled: Filled) -> None:
    statement = sql.SQL(
        "update accounts set customer_id = 'CUST-9' where verified_at is not null and role = 'customer'"
    )
    as_new = sql.SQL("update accounts set customer_id = null where customer_id is not null")
    for reason in Reason:
        async with filled.database.transaction(System(reason)) as conn:
            assert await attempt(conn, statement) in (REFUSED, 0), reason
            assert await attempt(conn, as_new) in (REFUSED, 0), reason
