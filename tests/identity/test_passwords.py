"""Rows A1 to A3: how passwords are hashed and which are taken."""

import pytest

from support_ai.identity.passwords import COST, Passwords
from support_ai.identity.policy import PasswordWeakError, check_password


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(cost=4)


async def test_A1_hashes_are_bcrypt_of_cost_12_with_their_own_salt() -> None:
    assert COST >= 12
    strong = Passwords()
    one, two = await strong.hash("secure123"), await strong.hash("secure123")
    assert one != two
    assert one.startswith("$2b$12$")
    assert await strong.matching("secure123", [one], 1) == 0


async def test_A1_a_hash_of_lower_cost_is_known_as_weaker(passwords: Passwords) -> None:
    weak = await passwords.hash("secure123")
    assert Passwords(cost=5).is_weaker(weak)
    assert not passwords.is_weaker(weak)


@pytest.mark.parametrize("length", [64, 72, 73, 200])
async def test_A2_no_character_is_cut_off(passwords: Passwords, length: int) -> None:
    hashed = await passwords.hash("x" * length + "a")
    assert await passwords.matching("x" * length + "a", [hashed], 1) == 0
    assert await passwords.matching("x" * length + "b", [hashed], 1) is None
    assert await passwords.matching("x" * length, [hashed], 1) is None


async def test_A2_passwords_are_told_apart_beyond_72_bytes_and_at_nul(passwords: Passwords) -> None:
    hashed = await passwords.hash("ü" * 40 + "1")
    assert await passwords.matching("ü" * 40 + "2", [hashed], 1) is None
    hashed = await passwords.hash("secret\x00one")
    assert await passwords.matching("secret\x00two", [hashed], 1) is None


@pytest.mark.parametrize(
    "password", ["secure123", "correct horse", "ÄÖÜäöü12", "        x", "p" * 7 + "q", "日本語のパスワード"]
)
def test_A3_any_uncommon_password_of_eight_characters_is_taken(password: str) -> None:
    check_password(password, email="rohan@example.com")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short1!",
        "password",
        "Password1",
        "12345678",
        "qwertyuiop",
        "aaaaaaaaaa",
        "support-ai",
        "Support-AI2026",
        "rohan@example.com",
        "rohansharma",
        "RohanSharma99",
        "x" * 513,
    ],
)
def test_A3_short_common_and_known_passwords_are_refused(password: str) -> None:
    with pytest.raises(PasswordWeakError) as refused:
        check_password(
            password, email="rohansharma@example.com" if "ohans" in password.lower() else "rohan@example.com"
        )
    assert refused.value.field == "password"


async def test_A4_a_login_computes_the_same_number_of_hashes(passwords: Passwords) -> None:
    hashed = await passwords.hash("secure123")
    assert await passwords.matching("secure123", [], 3) is None
    assert await passwords.matching("secure123", [None, hashed], 3) == 1
    assert await passwords.matching("nobody's", [None], 3) is None
