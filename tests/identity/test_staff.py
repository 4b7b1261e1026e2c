"""Row D6 and issue item 3: owners manage the staff, nobody themselves, and what they change counts at once."""

from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import uuid4

import pytest

from support_ai.access.role import Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from tests.conftest import Addresses
from tests.identity.factors import Colleague, Office, office_of
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner, audited, person_of, verified
from tests.identity.staffing import ACCEPT, code_of, id_of, listed, mailed_tokens, send


@pytest.fixture
async def office(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Office]:
    """Give a shop that asks its staff for a second factor."""
    async with office_of(database, tmp_path, thought) as opened:
        yield opened


@pytest.fixture
async def olivia(office: Office) -> Colleague:
    """Give the owner, signed in."""
    return await office.make("olivia", Role.OWNER)


@pytest.fixture
async def emma(office: Office) -> Colleague:
    """Give a support agent, signed in."""
    return await office.make("emma", Role.SUPPORT_AGENT)


@pytest.mark.parametrize("role", ["customer", "visitor", "system", "", "OWNER"])
async def test_D6_staff_have_roles_of_staff_only(office: Office, olivia: Colleague, role: str) -> None:
    sent = {"email": "adam@example.com", "name": "Adam", "role": role}
    answer = await send(office, olivia, "POST", "", **sent)
    assert (answer.status_code, answer.json()["field"]) == (422, "role")


async def test_D6_only_owners_manage_staff_and_customers_are_none(
    office: Office, olivia: Colleague, emma: Colleague, addresses: Addresses
) -> None:
    adam = await office.make("adam", Role.ADMIN)
    rohan = await person_of(office.shop, await verified(office.shop, EMAIL))
    theirs = await id_of(office, olivia)
    acts = [
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{theirs}"),
        ("PATCH", f"/{theirs}"),
        ("POST", f"/{theirs}/disable"),
        ("POST", f"/{theirs}/enable"),
        ("DELETE", f"/{theirs}"),
        ("DELETE", f"/{theirs}/sessions"),
        ("DELETE", f"/{theirs}/second-factor"),
        ("POST", f"/{theirs}/reset-password"),
    ]
    for who in (adam, emma):
        for method, path in acts:
            answer = await send(office, who, method, path, role="support_agent")
            assert answer.status_code in (403, 422), (method, path)
            assert answer.status_code == 403 or not path, (method, path)
    for method, path in acts[2:]:
        for unknown in (str(rohan.account_id), str(uuid4())):
            answer = await send(office, olivia, method, path.replace(theirs, unknown), role="admin")
            assert code_of(answer) == (404, "colleague_not_found"), (method, path)
    assert as_owner(addresses, "select role from accounts where customer_id is null order by role")


async def test_D6_nobody_does_anything_to_their_own_account(
    office: Office, olivia: Colleague, addresses: Addresses
) -> None:
    await office.make("second", Role.OWNER)
    own = await id_of(office, olivia)
    for method, path in (
        ("PATCH", ""),
        ("POST", "/disable"),
        ("DELETE", ""),
        ("DELETE", "/second-factor"),
        ("POST", "/reset-password"),
    ):
        sent = {"role": "admin"} if method == "PATCH" else {}
        answer = await send(office, olivia, method, f"/{own}{path}", **sent)
        assert code_of(answer) == (409, "staff_rule"), path
    rules = as_owner(addresses, "select detail ->> 'rule' from audit_entries where outcome = 'refused'")
    assert rules == [("own_account",)] * 5


async def test_changes_need_a_proof_of_the_last_five_minutes(
    office: Office, olivia: Colleague, emma: Colleague, addresses: Addresses
) -> None:
    theirs = await id_of(office, emma)
    as_owner(addresses, "update sessions set proven_at = now() - interval '6 minutes' returning 1")
    assert len(await listed(office, olivia)) == 2
    for method, path in (
        ("POST", ""),
        ("PATCH", f"/{theirs}"),
        ("POST", f"/{theirs}/disable"),
        ("POST", f"/{theirs}/enable"),
        ("DELETE", f"/{theirs}"),
        ("DELETE", f"/{theirs}/sessions"),
        ("DELETE", f"/{theirs}/second-factor"),
        ("POST", f"/{theirs}/reset-password"),
    ):
        sent = {"email": "a@example.com", "name": "A", "role": "admin"} if not path else {"role": "admin"}
        answer = await send(office, olivia, method, path, **sent)
        assert code_of(answer) == (403, "step_up_required"), (method, path)


async def test_B4_a_changed_role_counts_with_the_next_request(
    office: Office, olivia: Colleague, emma: Colleague, addresses: Addresses
) -> None:
    theirs = await id_of(office, emma)
    answer = await send(office, olivia, "PATCH", f"/{theirs}", role="admin")
    assert (answer.status_code, answer.json()["role"]) == (200, "admin")
    assert await office.status(emma.headers) == 401
    await office.sign_in(emma)
    assert (await office.shop.client.get("/me", headers=emma.headers)).json()["role"] == "admin"
    again = await send(office, olivia, "PATCH", f"/{theirs}", role="admin")
    assert again.status_code == 200
    assert await office.status(emma.headers) == 200
    assert audited(addresses, "staff.change_role") == [
        ("done", {"before": "support_agent", "after": "admin"})
    ]


async def test_B4_a_disabled_colleague_is_out_at_once_and_may_come_back(
    office: Office, olivia: Colleague, emma: Colleague
) -> None:
    theirs = await id_of(office, emma)
    waiting = (await office.challenged(emma.email))["challenge"]
    assert (await send(office, olivia, "POST", f"/{theirs}/disable")).json()["status"] == "disabled"
    assert await office.status(emma.headers) == 401
    office.clock.move(seconds=90)
    code = emma.code(office.clock())
    answer = await office.post("/auth/second-factor/verify", challenge=waiting, code=code)
    assert answer.status_code == 401
    assert (await office.post("/auth/login", email=emma.email, password=PASSWORD)).status_code == 401
    assert (await send(office, olivia, "POST", f"/{theirs}/enable")).json()["status"] == "active"
    assert await office.status(emma.headers) == 401
    assert await office.status(await office.sign_in(emma)) == 200


async def test_B9_an_owner_ends_a_colleagues_sessions(
    office: Office, olivia: Colleague, emma: Colleague
) -> None:
    answer = await send(office, olivia, "DELETE", f"/{await id_of(office, emma)}/sessions")
    assert answer.json() == {"ended": 1}
    assert await office.status(emma.headers) == 401
    assert await office.status(olivia.headers) == 200


async def test_who_leaves_is_out_for_good_and_their_name_stays_in_the_books(
    office: Office, olivia: Colleague, emma: Colleague, addresses: Addresses
) -> None:
    theirs = await id_of(office, emma)
    assert (await send(office, olivia, "DELETE", f"/{theirs}")).status_code == 204
    assert await office.status(emma.headers) == 401
    assert (await office.post("/auth/login", email=emma.email, password=PASSWORD)).status_code == 401
    assert emma.email not in await listed(office, olivia)
    kept = (await send(office, olivia, "GET", f"/{theirs}")).json()
    assert (kept["name"], kept["status"], kept["email"]) == ("Emma", "left", f"{theirs}@removed.invalid")
    assert as_owner(addresses, "select password_hash from accounts where removed_at is not null") == [(None,)]
    assert as_owner(addresses, "select count(*) from second_factors") == [(1,)]
    assert as_owner(addresses, "select count(*) from recovery_codes") == [(10,)]
    for method, path in (("PATCH", ""), ("POST", "/enable"), ("DELETE", ""), ("POST", "/reset-password")):
        sent = {"role": "admin"} if method == "PATCH" else {}
        answer = await send(office, olivia, method, f"/{theirs}{path}", **sent)
        assert code_of(answer) == (409, "staff_rule")
    # The address is free again, for a customer as for a colleague.
    answer = await send(office, olivia, "POST", "", email=emma.email, name="Emma", role="admin")
    assert answer.status_code == 201
    withdrawn = answer.json()["staff_id"]
    assert (await send(office, olivia, "POST", f"/{withdrawn}/disable")).status_code == 409
    assert (await send(office, olivia, "DELETE", f"/{withdrawn}")).status_code == 204
    assert (await send(office, olivia, "GET", f"/{withdrawn}")).status_code == 404
    await verified(office.shop, emma.email)


@pytest.mark.parametrize(
    ("act", "next_step"), [("POST /reset-password", "totp"), ("DELETE /second-factor", "enrol")]
)
async def test_A6_an_owner_resets_and_chooses_nothing(
    office: Office, olivia: Colleague, emma: Colleague, act: str, next_step: str
) -> None:
    method, _, path = act.partition(" ")
    theirs = await id_of(office, emma)
    answer = await send(office, olivia, method, f"/{theirs}{path}")
    assert answer.status_code == 200, answer.text
    assert "token" not in answer.text
    assert await office.status(emma.headers) == 401
    assert (await office.post("/auth/login", email=emma.email, password=PASSWORD)).status_code == 401
    token = (await mailed_tokens(office, emma.email))[0]
    accepted = (await office.post(ACCEPT, token=token, password="another-secret-1")).json()
    assert accepted["second_factor"] == next_step
    if next_step == "enrol":
        old = emma.secret
        await office.enrol(emma, accepted["challenge"])
        assert emma.secret != old
    assert await office.status(await office.sign_in(emma, "another-secret-1")) == 200
    for wrong in ({"password": "chosen-by-owner"}, {"secret": "x"}):
        answer = await send(office, olivia, "PATCH", f"/{theirs}", role="admin", **wrong)
        assert answer.status_code == 422
