"""Row K6: envelopes open only where they were sealed; indexes tell nothing; keys are kept."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.core.crypto import Keyring, SealBrokenError, WeakKeyError, normalise_email, normalise_phone
from support_ai.identity.policy import EmailInvalidError, checked_email


def test_K6_an_envelope_opens_at_its_own_place(keys: Keyring) -> None:
    sealed = keys.seal("customers", "contact", "CUST-1", "rohan@example.com")
    assert b"rohan" not in sealed
    assert keys.open("customers", "contact", "CUST-1", sealed) == "rohan@example.com"


@pytest.mark.parametrize(
    "place",
    [("orders", "contact", "CUST-1"), ("customers", "email", "CUST-1"), ("customers", "contact", "CUST-2")],
)
def test_K6_an_envelope_moved_elsewhere_does_not_open(keys: Keyring, place: tuple[str, str, str]) -> None:
    sealed = keys.seal("customers", "contact", "CUST-1", "secret")
    with pytest.raises(SealBrokenError):
        keys.open(*place, sealed)


def test_K6_one_changed_bit_anywhere_does_not_open(keys: Keyring) -> None:
    sealed = keys.seal("t", "c", "1", "secret")
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(SealBrokenError):
            keys.open("t", "c", "1", bytes(broken))


def test_K6_equal_texts_have_different_envelopes_and_equal_indexes(keys: Keyring) -> None:
    assert keys.seal("t", "c", "1", "x") != keys.seal("t", "c", "1", "x")
    assert keys.blind("email", "a@b.c") == keys.blind("email", "a@b.c")
    assert keys.blind("email", "a@b.c") != keys.blind("phone", "a@b.c")
    assert len(keys.blind("email", "a@b.c")) == 32
    assert Keyring.generate().blind("email", "a@b.c") != keys.blind("email", "a@b.c")


def test_K6_the_ring_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = Keyring.in_directory(tmp_path)
    sealed = first.seal("t", "c", "1", "kept")
    assert Keyring.in_directory(tmp_path).open("t", "c", "1", sealed) == "kept"
    for file in tmp_path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_K6_the_data_key_is_sealed_by_the_master_key(tmp_path: Path) -> None:
    Keyring.in_directory(tmp_path / "one")
    Keyring.in_directory(tmp_path / "two")
    (tmp_path / "one" / "master.key").replace(tmp_path / "two" / "master.key")
    with pytest.raises(SealBrokenError):
        Keyring.in_directory(tmp_path / "two")


def test_B3_a_short_key_is_refused() -> None:
    with pytest.raises(WeakKeyError):
        Keyring([b"short"], b"k" * 32)


def test_K6_a_retired_key_still_opens_while_it_is_in_the_ring() -> None:
    old, new, index = b"o" * 32, b"n" * 32, b"i" * 32
    sealed = Keyring([old], index).seal("t", "c", "1", "kept")
    assert Keyring([new, old], index).open("t", "c", "1", sealed) == "kept"
    with pytest.raises(SealBrokenError):
        Keyring([new], index).open("t", "c", "1", sealed)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("  Rohan@Example.COM ", "rohan@example.com"),
        ("anna@Straße.de", "anna@xn--strae-oqa.de"),
        ("anna@xn--STRAE-oqa.de", "anna@xn--strae-oqa.de"),
        ("anna@ｓtrasse.de", "anna@strasse.de"),
        ("E\u0301va@example.com", "\u00e9va@example.com"),
        ("one@two@example.com", "one@two@example.com"),
    ],
)
def test_an_address_is_looked_up_in_one_form(written: str, meant: str) -> None:
    assert normalise_email(written) == meant
    assert normalise_email(meant) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna@straße.de", "anna@strasse.de"),
        ("anna@faß.de", "anna@fass.de"),
        ("ﬁona@example.com", "fiona@example.com"),
        ("ａnna@example.com", "anna@example.com"),
        ("ſam@example.com", "sam@example.com"),
        ("strauß@example.com", "strauss@example.com"),
        ("anna@exаmple.com", "anna@example.com"),
    ],
)
def test_an_address_that_only_looks_alike_is_another_one(one: str, other: str) -> None:
    assert normalise_email(one) != normalise_email(other)


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "@",
        "no at sign",
        "a@",
        "@b",
        "a@foo_bar.com",
        "a@exa mple.com",
        "a@[127.0.0.1]",
        "a@..",
        "a@☃.net",
    ],
)
def test_an_address_that_is_none_is_looked_up_in_lower_case(odd: str) -> None:
    assert normalise_email(f" {odd.upper()} ") == odd


@given(st.text(max_size=40), st.text(max_size=40))
def test_normalising_an_address_never_fails_and_changes_nothing_the_second_time(
    local: str, domain: str
) -> None:
    once = normalise_email(f"{local}@{domain}")
    assert normalise_email(once) == once


@given(st.emails())
def test_what_registers_and_what_signs_in_is_looked_up_alike(address: str) -> None:
    try:
        registered = checked_email(address)
    except EmailInvalidError:
        return
    assert normalise_email(registered) == normalise_email(address) == normalise_email(address.upper())


def test_numbers_are_looked_up_in_one_form() -> None:
    assert normalise_phone("(212) 555-0123", "US") == "+12125550123"
    assert normalise_phone("+1 212 555 0123", None) == "+12125550123"
    assert normalise_phone("not a number", "US") is None
