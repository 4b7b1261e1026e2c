"""Row A6: staff need a second factor; row C7: none of it is sent to them."""

import asyncio
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pyotp.totp import TOTP
from pyotp.utils import strings_equal

from support_ai.access.actor import Reason
from support_ai.access.role import STAFF_ROLES, Role
from support_ai.bootstrap import Thought
from support_ai.core.database import Database
from support_ai.identity import second_factor_policy as policy
from tests.conftest import Addresses
from tests.identity.factors import Colleague, Office, office_of
from tests.identity.signing_in import EMAIL, PASSWORD, as_owner, audited, noticed

VERIFY, CONFIRM = "/auth/second-factor/verify", "/auth/second-factor/confirm"


@pytest.fixture
async def office(database: Database, tmp_path: Path, thought: Thought) -> AsyncGenerator[Office]:
    """Give a shop that asks its staff for a second factor."""
    async with office_of(database, tmp_path, thought) as opened:
        yield opened


@pytest.fixture
async def emma(office: Office) -> Colleague:
    """Give Emma with her device, signed in."""
    return await office.make("emma", Role.SUPPORT_AGENT)


async def _challenge(office: Office, colleague: Colleague) -> str:
    return (await office.challenged(colleague.email))["challenge"]


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
async def test_A6_every_role_of_the_staff_needs_a_second_factor(office: Office, role: Role) -> None:
    colleague = await office.make("somebody", role)
    assert await office.status(colleague.headers) == 200
    assert (await office.challenged(colleague.email))["second_factor"] == "totp"
    assert await office.status(await office.sign_in(colleague)) == 200


async def test_A6_customers_are_not_asked_and_cannot_enrol(office: Office) -> None:
    await office.shop.register(EMAIL, PASSWORD)
    headers = await office.shop.login(EMAIL, PASSWORD)
    for path, sent in (
        ("recovery-codes", {}),
        ("step-up", {"code": "123456"}),
        ("replace", {"code": "123456"}),
    ):
        answer = await office.post(f"/auth/second-factor/{path}", headers, **sent)
        assert answer.status_code == 403, path
    assert await office.status(headers, "/auth/second-factor") == 403


async def test_A6_a_password_alone_gives_neither_token_nor_cookie(office: Office, emma: Colleague) -> None:
    answer = await office.post("/auth/login", email=emma.email, password=PASSWORD)
    assert answer.json().keys() == {"second_factor", "challenge", "expires_in"}
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    headers = {"authorization": f"Bearer {answer.json()['challenge']}"}
    assert await office.status(headers) == 401


async def test_A6_a_code_of_the_device_is_accepted_once_in_any_sign_in(
    office: Office, emma: Colleague
) -> None:
    office.clock.move(seconds=90)
    code = emma.code(office.clock())
    first, second = await _challenge(office, emma), await _challenge(office, emma)
    assert (await office.post(VERIFY, challenge=first, code=code)).status_code == 200
    assert _code(await office.post(VERIFY, challenge=first, code=code)) == (401, "challenge_ended")
    third = await _challenge(office, emma)
    assert _code(await office.post(VERIFY, challenge=second, code=code)) == (401, "challenge_ended")
    assert _code(await office.post(VERIFY, challenge=third, code=code)) == (422, "wrong_second_factor")


@pytest.mark.parametrize("shared", [True, False])
async def test_A6_of_twenty_that_send_one_code_at_once_one_is_signed_in(
    office: Office, emma: Colleague, addresses: Addresses, shared: bool
) -> None:
    office.clock.move(seconds=90)
    code = emma.code(office.clock())
    challenges = [await _challenge(office, emma) for _ in range(1 if shared else 20)]
    before = as_owner(addresses, "select count(*) from sessions where revoked_at is null")[0][0]
    answers = await asyncio.gather(
        *(
            office.post(VERIFY, challenge=challenges[place % len(challenges)], code=code)
            for place in range(20)
        )
    )
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 401, 422}
    after = as_owner(addresses, "select count(*) from sessions where revoked_at is null")[0][0]
    assert after - before == 1


async def test_A6_codes_of_the_neighbouring_steps_fit_and_no_others(office: Office, emma: Colleague) -> None:
    office.clock.move(minutes=5)
    for steps in (-2, 2, 100, -100):
        sent = {"challenge": await _challenge(office, emma), "code": emma.code(office.clock(), steps)}
        assert (await office.post(VERIFY, **sent)).status_code == 422, steps
    for steps in (-1, 0, 1):
        sent = {"challenge": await _challenge(office, emma), "code": emma.code(office.clock(), steps)}
        assert (await office.post(VERIFY, **sent)).status_code == 200, steps
    # An older step than the last accepted one is as good as used.
    sent = {"challenge": await _challenge(office, emma), "code": emma.code(office.clock())}
    assert (await office.post(VERIFY, **sent)).status_code == 422


def test_A6_the_device_counts_as_RFC_6238_does() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # pragma: allowlist secret - the RFC's own
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert policy.fitting_step(secret, code, moment, 0) == seconds // 30
        assert strings_equal(TOTP(secret).at(seconds), code)
        assert policy.fitting_step(secret, code, moment, seconds // 30) is None
        assert policy.fitting_step(secret, code, moment + timedelta(minutes=2), 0) is None


async def test_A6_a_challenge_dies_after_five_tries_however_many_come_at_once(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    office.clock.move(seconds=90)
    right = emma.code(office.clock())
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    challenge = await _challenge(office, emma)
    answers = await asyncio.gather(*(office.post(VERIFY, challenge=challenge, code=wrong) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 7 + [422] * 5
    assert _code(await office.post(VERIFY, challenge=challenge, code=right)) == (401, "challenge_ended")
    assert as_owner(addresses, "select failures from second_factors") == [(5,)]
    refused = audited(addresses, "session.second_factor")
    assert refused == [("refused", {"rule": "wrong_code"})] * 5
    challenge = await _challenge(office, emma)
    assert (await office.post(VERIFY, challenge=challenge, code=right)).status_code == 200
    assert as_owner(addresses, "select failures from second_factors") == [(0,)]


async def test_A5_after_a_hundred_wrong_codes_only_a_recovery_code_helps(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    office.clock.move(seconds=90)
    as_owner(addresses, "update second_factors set failures = 100 returning 1")
    sent = {"challenge": await _challenge(office, emma), "code": emma.code(office.clock())}
    assert (await office.post(VERIFY, **sent)).status_code == 422
    assert audited(addresses, "session.second_factor")[-1][1] == {"rule": "too_many_failures"}
    recovered = {"challenge": sent["challenge"], "recovery_code": emma.recovery_codes[0]}
    assert (await office.post(VERIFY, **recovered)).status_code == 200
    await office.sign_in(emma)


async def test_A6_a_challenge_ends_after_ten_minutes_and_opens_nothing_but_its_step(
    office: Office, emma: Colleague
) -> None:
    challenge = await _challenge(office, emma)
    for path, sent in (
        ("/auth/second-factor/enrol", {}),
        (CONFIRM, {"code": emma.code(office.clock(), 1)}),
    ):
        assert _code(await office.post(path, challenge=challenge, **sent)) == (401, "challenge_ended")
    office.clock.move(minutes=10)
    sent = {"challenge": challenge, "code": emma.code(office.clock())}
    assert _code(await office.post(VERIFY, **sent)) == (401, "challenge_ended")
    assert _code(await office.post(VERIFY, challenge="x" * 43, code="123456")) == (401, "challenge_ended")


async def test_A6_a_challenge_for_enrolment_is_no_way_around_a_device(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    await office.shop.resources.identity.make_account(
        Reason.STAFF_COMMAND, "adam@example.com", name="Adam", role=Role.ADMIN, password=PASSWORD
    )
    mine, theirs = [(await office.challenged("adam@example.com"))["challenge"] for _ in range(2)]
    await office.enrol(Colleague("adam@example.com"), mine)
    answer = await office.post("/auth/second-factor/enrol", challenge=theirs)
    assert _code(answer) == (401, "challenge_ended")
    assert as_owner(addresses, "select count(*) from challenges") == [(0,)]
    assert emma.secret


async def test_A6_secrets_and_recovery_codes_are_stored_sealed_or_as_digests(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    await office.shop.resources.identity.make_account(
        Reason.STAFF_COMMAND, "adam@example.com", name="Adam", role=Role.ADMIN, password=PASSWORD
    )
    challenge = (await office.challenged("adam@example.com"))["challenge"]
    shown = (await office.post("/auth/second-factor/enrol", challenge=challenge)).json()
    again = (await office.post("/auth/second-factor/enrol", challenge=challenge)).json()
    assert shown == again
    assert shown["otpauth_uri"].startswith("otpauth://totp/")
    stored = ""
    for table in ("second_factors", "recovery_codes", "challenges", "audit_entries"):
        stored += "".join(
            str(row)
            for row in as_owner(
                addresses, f"select to_jsonb(t)::text, encode(t::text::bytea, 'escape') from {table} t"
            )
        )
    assert len(emma.recovery_codes) == len(set(emma.recovery_codes)) == 10
    for secret in (emma.secret, shown["secret"], challenge, *emma.recovery_codes):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    assert len(policy.plain_recovery_code(emma.recovery_codes[0])) * 5 == 80


async def test_A6_a_recovery_code_signs_in_once_and_its_owner_is_told(
    office: Office, emma: Colleague, addresses: Addresses
) -> None:
    typed = emma.recovery_codes[3].upper().replace("-", " ")
    challenges = [await _challenge(office, emma) for _ in range(10)]
    answers = await asyncio.gather(
        *(office.post(VERIFY, challenge=one, recovery_code=typed) for one in challenges)
    )
    assert [answer.status_code for answer in answers].count(200) == 1
    sent = {"challenge": await _challenge(office, emma), "recovery_code": typed}
    assert _code(await office.post(VERIFY, **sent)) == (422, "wrong_second_factor")
    left = await office.shop.client.get("/auth/second-factor", headers=emma.headers)
    assert left.json() == {"enabled": True, "recovery_codes_left": 9}
    assert audited(addresses, "second_factor.recover") == [("done", {})]
    assert any("second factor" in subject.lower() for subject in await noticed(office.shop))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"code": "123456", "recovery_code": "abcd-efgh-ijkl-mnop"},
        {"code": "12345"},
        {"code": "१२३४५६"},
        {"code": None},
        {"recovery_code": "abcd\x00efghijklmnop"},
        {"code": "123456", "role": "owner"},
    ],
)
async def test_bad_codes_are_named(office: Office, sent: dict[str, str]) -> None:
    answer = await office.post(VERIFY, challenge="x" * 43, **sent)
    assert (answer.status_code, "field" in answer.json()) == (422, True)


async def test_C7_no_code_of_a_mail_signs_staff_in(office: Office, emma: Colleague) -> None:
    challenge = await _challenge(office, emma)
    assert (await office.post("/auth/email/code", emma.headers)).status_code == 202
    sent = ""
    for _ in range(100):
        mailed = [re.search(r"\b\d{6}\b", mail.body) for mail in office.shop.mail.mails]
        sent = next((found[0] for found in mailed if found), "")
        if sent:
            break
        await asyncio.sleep(0.05)
    assert _code(await office.post(VERIFY, challenge=challenge, code=sent)) == (422, "wrong_second_factor")
