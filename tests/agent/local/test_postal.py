"""Addresses as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.agent.local.entities import EntityType, find_entities
from support_ai.agent.local.postal import PostalAddress, read_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ship it to 12 Main Street, Springfield, IL 62704 please", PostalAddress("12 Main Street", "", "Springfield", "IL", "62704", "US")),
        ("12 Main Street Springfield IL 62704 instead of the old one", PostalAddress("12 Main Street", "", "Springfield", "IL", "62704", "US")),
        ("5 Park Avenue, New York, NY 10016", PostalAddress("5 Park Avenue", "", "New York", "NY", "10016", "US")),
        ("742 Evergreen Terrace Apt 4B, Portland OR 97205, thanks", PostalAddress("742 Evergreen Terrace", "Apt 4B", "Portland", "OR", "97205", "US")),
        ("1600 Amphitheatre Pkwy\nMountain View, CA 94043\nUSA", PostalAddress("1600 Amphitheatre Pkwy", "", "Mountain View", "CA", "94043", "US")),
        ("PO Box 123, Austin, TX 73301", PostalAddress("PO Box 123", "", "Austin", "TX", "73301", "US")),
        ("221B Baker Street, London NW1 6XE", PostalAddress("221B Baker Street", "", "London", "", "NW1 6XE", "GB")),
        ("Flat 3, 9 Hill Lane, Leeds LS1 4AB", PostalAddress("9 Hill Lane", "Flat 3", "Leeds", "", "LS1 4AB", "GB")),
        ("my new address is Hauptstr. 5, 10115 Berlin, Germany", PostalAddress("Hauptstr. 5", "", "Berlin", "", "10115", "DE")),
        ("14 MG Road, Indiranagar, Bengaluru 560001", PostalAddress("14 MG Road", "Indiranagar", "Bengaluru", "", "560001", "IN")),
        ("10 rue de Rivoli, 75001 Paris, France", PostalAddress("10 rue de Rivoli", "", "Paris", "", "75001", "FR")),
        ("Via Roma 12, 00184 Roma, Italy", PostalAddress("Via Roma 12", "", "Roma", "", "00184", "IT")),
        ("Prinsengracht 263, 1016 GV Amsterdam", PostalAddress("Prinsengracht 263", "", "Amsterdam", "", "1016 GV", "NL")),
        ("100 Queen St W, Toronto, ON M5H 2N2", PostalAddress("100 Queen St W", "", "Toronto", "ON", "M5H 2N2", "CA")),
        ("45 George Street, Sydney NSW 2000", PostalAddress("45 George Street", "", "Sydney", "NSW", "2000", "AU")),
        ("ul. Długa 3, 00-238 Warszawa, Poland", PostalAddress("ul. Długa 3", "", "Warszawa", "", "00-238", "PL")),
    ],
)  # fmt: skip
def test_an_address_is_found_and_taken_apart(text: str, expected: PostalAddress) -> None:
    found = [one.value for one in find_entities(text) if one.type is EntityType.ADDRESS]
    assert len(found) == 1, found
    assert read_address(found[0]) == expected


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("77 oak road, leeds", ("postal_code", "country")),
        ("350 5th Ave, New York", ("postal_code",)),
        ("8 Hill Lane", ("city", "postal_code", "country")),
        ("Austin, TX 73301", ("address1",)),
        ("", ("address1", "city", "postal_code", "country")),
    ],
)
def test_what_is_missing_is_said(text: str, missing: tuple[str, ...]) -> None:
    assert read_address(text).missing == missing


@pytest.mark.parametrize(
    "text",
    ["it has been 2 days on the way", "I ordered 3 items in May", "the 2 lamps and 1 mug", "in 5 minutes please", "cancel order 4411, it is a mistake"],
)  # fmt: skip
def test_other_numbers_are_no_addresses(text: str) -> None:
    assert [one for one in find_entities(text) if one.type is EntityType.ADDRESS] == []


@given(st.text(max_size=200))
def test_any_text_is_read_somehow(text: str) -> None:
    assert isinstance(read_address(text), PostalAddress)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("twelve oak lane, dallas tx 75201", "75201"),
        ("Salem OR 97301", "97301"),
        ("the zip code on my order of today is wrong, it is 98109", "98109"),
        ("cancel 2112 or 12345", None),
        ("send me 40210", None),
    ],
)
def test_a_postal_code_stands_behind_its_state_or_its_name(text: str, code: str | None) -> None:
    found = [one.value for one in find_entities(text) if one.type is EntityType.POSTAL_CODE]
    assert found == ([] if code is None else [code])
