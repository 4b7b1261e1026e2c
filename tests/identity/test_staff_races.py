"""Row D6 under concurrency: the last owner stays, and no act of a role commits after the role was taken."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from support_ai.access.actor import Actor, Person, Staff
from support_ai.access.role import Role
from support_ai.audit import service as audit
from support_ai.audit.service import RoleEndedError
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.core.errors import AppError
from support_ai.identity import staff, staff_queries
from support_ai.identity.service import Identity
from support_ai.shop import service as shop_settings
from tests.conftest import Addresses, Cast
from tests.identity.signing_in import as_owner
from tests.serving import Shop, serving

ROUNDS = 20


@pytest.fixture
async def identity(
    database: Database, tmp_path: Path, thought: Thought, accounts: None
) -> AsyncGenerator[Identity]:
    """Give the use cases of a shop that has the cast as its people."""
    async with serving(database, tmp_path, thought, second_factor_required=True) as shop:
        yield shop.resources.identity


def _two_owners(addresses: Addresses, cast: Cast) -> tuple[Staff, Staff]:
    """Make the admin a second owner, and both active."""
    as_owner(
        addresses,
        "update accounts set role = 'owner', disabled_at = null where account_id = any (%s) returning 1",
        [cast.owner.account_id, cast.admin.account_id],
    )
    return cast.owner, Staff(cast.admin.account_id, cast.admin.session_id, Role.OWNER, "Adam Admin")


def _acting_owners(addresses: Addresses) -> int:
    found = "select count(*) from accounts where role = 'owner' and disabled_at is null"
    return as_owner(addresses, found)[0][0]


async def _end(identity: Identity, actor: Staff, target: Staff, place: int) -> bool:
    """Demote, disable or remove a colleague; True where it committed."""
    try:
        async with identity.database.transaction(actor) as conn:
            if place % 2:
                await staff.disable(conn, identity, actor, target.account_id)
            else:
                await staff.change_role(conn, identity, actor, target.account_id, Role.ADMIN)
    except AppError:
        return False
    return True


async def test_D6_of_two_owners_who_end_each_other_at_once_one_stays(
    identity: Identity, addresses: Addresses, cast: Cast
) -> None:
    for place in range(ROUNDS):
        first, second = _two_owners(addresses, cast)
        committed = await asyncio.gather(
            _end(identity, first, second, place), _end(identity, second, first, place // 2)
        )
        assert sorted(committed) == [False, True]
        assert _acting_owners(addresses) == 1


async def _update(database: Database, actor: Staff, target: Staff, column: str) -> bool:
    """Change a colleague past the service, as a fault in it might; True where it committed."""
    value = {"role": "'admin'", "disabled_at": "now()"}[column]
    try:
        async with database.transaction(actor) as conn:
            await conn.execute(
                f"update accounts set {column} = {value} where account_id = %s".encode(),
                (target.account_id,),
            )
            await asyncio.sleep(0.005)
    except (errors.InsufficientPrivilege, errors.DeadlockDetected):
        return False
    return True


async def test_D6_PostgreSQL_keeps_an_owner_whatever_the_program_does(
    identity: Identity, addresses: Addresses, cast: Cast
) -> None:
    for place in range(ROUNDS):
        first, second = _two_owners(addresses, cast)
        column = ("role", "disabled_at")[place % 2]
        committed = await asyncio.gather(
            _update(identity.database, first, second, column),
            _update(identity.database, second, first, column),
        )
        assert sum(committed) == 1
        assert _acting_owners(addresses) == 1


@pytest.mark.parametrize("name", ["admin", "emma", "rohan", "visitor"])
async def test_D6_nobody_but_an_owner_changes_staff_in_SQL_either(
    identity: Identity, addresses: Addresses, cast: Cast, name: str
) -> None:
    person: Person = cast.people()[name]
    before = as_owner(addresses, "select to_jsonb(a)::text from accounts a order by account_id")
    for target in (cast.owner, cast.admin, cast.emma, cast.rohan):
        for change in ("role = 'owner'", "disabled_at = now()", "removed_at = now(), disabled_at = now()"):
            await _try(identity.database, person, f"update accounts set {change}", target.account_id)
    for table in ("second_factors", "recovery_codes", "challenges", "invitations", "accounts"):
        await _try(identity.database, person, f"delete from {table}", cast.owner.account_id)
    assert as_owner(addresses, "select to_jsonb(a)::text from accounts a order by account_id") == before


async def _try(database: Database, actor: Actor, statement: str, account_id: object) -> None:
    try:
        async with database.transaction(actor) as conn:
            await conn.execute(f"{statement} where account_id = %s".encode(), (account_id,))
    except errors.InsufficientPrivilege:
        return


_OWN = ("role = 'support_agent'", "disabled_at = now()", "removed_at = now(), disabled_at = now()")
_SECRET = ("password_hash = 'chosen'", "name = 'Another'", "email_index = 'x'", "verified_at = now()")


async def test_D6_an_owner_changes_nothing_of_their_own_and_no_secret_of_others(
    identity: Identity, addresses: Addresses, cast: Cast
) -> None:
    as_owner(addresses, "update accounts set password_hash = 'theirs' returning 1")
    _two_owners(addresses, cast)
    before = as_owner(addresses, "select to_jsonb(a)::text from accounts a order by account_id")
    for change in _OWN:
        await _try(identity.database, cast.owner, f"update accounts set {change}", cast.owner.account_id)
    for change in _SECRET:
        await _try(identity.database, cast.owner, f"update accounts set {change}", cast.emma.account_id)
    for change in (*_OWN, *_SECRET):
        await _try(identity.database, cast.owner, f"update accounts set {change}", cast.rohan.account_id)
    assert as_owner(addresses, "select to_jsonb(a)::text from accounts a order by account_id") == before


async def test_D6_after_a_demotion_no_act_of_the_old_role_commits(
    identity: Identity, addresses: Addresses, cast: Cast
) -> None:
    """Acts of an admin, each already past its checks, race the demotion: none commits that was written down after it."""
    database = identity.database
    seen = {"committed": 0, "refused": 0}
    admin = cast.admin.account_id
    for place in range(ROUNDS):
        as_owner(addresses, "update accounts set role = 'admin' where account_id = %s returning 1", admin)
        demoted = asyncio.Event()

        async def act(number: int, name: str, demoted: asyncio.Event) -> None:
            try:
                async with database.transaction(cast.admin) as conn:
                    await asyncio.sleep(0.002 * number)
                    was_demoted = demoted.is_set()
                    await shop_settings.configure(conn, name, "UTC", "USD", "US")
            except RoleEndedError:
                seen["refused"] += 1
                return
            assert not was_demoted
            seen["committed"] += 1

        async def demote(demoted: asyncio.Event) -> None:
            await asyncio.sleep(0.003)
            async with database.transaction(cast.owner) as conn:
                await staff.change_role(conn, identity, cast.owner, admin, Role.SUPPORT_AGENT)
            demoted.set()

        acts = (act(number, f"Shop {place}.{number}", demoted) for number in range(6))
        await asyncio.gather(demote(demoted), *acts)
        assert await _refused(database, cast.admin)
    assert min(seen.values()) > 0
    assert as_owner(addresses, "select count(*) - 1 from shop_settings") == [(seen["committed"],)]


async def _refused(database: Database, person: Staff) -> bool:
    """Tell whether an act that was let in before the demotion is refused where it would commit."""
    try:
        async with database.transaction(person) as conn:
            await audit.append(conn, "shop.configure", "shop")
    except RoleEndedError:
        return True
    return False


async def test_D6_a_demotion_waits_for_the_act_that_runs_and_the_act_that_comes_later_fails(
    identity: Identity, addresses: Addresses, cast: Cast
) -> None:
    """The order is PostgreSQL's, not the clock's: an open act holds the demotion back, and is whole when it commits."""
    database = identity.database
    ended: list[str] = []

    async def demote() -> None:
        async with database.transaction(cast.owner) as conn:
            await staff.change_role(conn, identity, cast.owner, cast.emma.account_id, Role.ADMIN)
        ended.append("demotion")

    async with database.transaction(cast.emma) as conn:
        await audit.append(conn, "ticket.work", "ticket:1")
        task = asyncio.create_task(demote())
        await _until_somebody_waits(addresses)
        ended.append("act")
    await task
    assert ended == ["act", "demotion"]
    with pytest.raises(RoleEndedError):
        async with database.transaction(cast.emma) as conn:
            await audit.append(conn, "ticket.work", "ticket:2")
    assert as_owner(addresses, "select subject from audit_entries where action = 'ticket.work'") == [
        ("ticket:1",)
    ]


async def _until_somebody_waits(addresses: Addresses) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    with psycopg.connect(addresses.owner, autocommit=True) as connection:
        for _ in range(500):
            if (connection.execute(waiting).fetchone() or (0,))[0]:
                return
            await asyncio.sleep(0.01)
    pytest.fail("nobody waits after five seconds")


async def test_D6_an_act_that_waits_for_a_demotion_fails_when_it_commits(
    identity: Identity, addresses: Addresses, cast: Cast
) -> None:
    database = identity.database

    async def act() -> None:
        async with database.transaction(cast.emma) as conn:
            await audit.append(conn, "ticket.work", "ticket:1")

    async with database.transaction(cast.owner) as conn:
        await staff_queries.lock_staff(conn)
        await staff_queries.set_disabled(conn, cast.emma.account_id, identity.clock())
        task = asyncio.create_task(act())
        await _until_somebody_waits(addresses)
    with pytest.raises(RoleEndedError):
        await task
    assert as_owner(addresses, "select count(*) from audit_entries where action = 'ticket.work'") == [(0,)]


async def test_D6_a_refusal_is_still_written_down(
    shop: Shop, accounts: None, addresses: Addresses, cast: Cast
) -> None:
    as_owner(addresses, "update accounts set role = 'support_agent' where role = 'admin' returning 1")
    await audit.refused(shop.resources.database, cast.admin, "staff.invite", "staff", "staff:manage")
    assert as_owner(addresses, "select count(*) from audit_entries where outcome = 'refused'") == [(1,)]
