"""Addresses put together over several messages."""

from support_ai.agent.local.said import read
from support_ai.agent.local.slot_address import put_together, still_missing
from support_ai.customers.models import Address

KNOWN = Address("10 Oak Street", "", "Austin", "TX", "78701", "US")


def test_a_whole_address_takes_the_place_of_another() -> None:
    before = {"address1": "1 Lily Lane", "city": "Seattle", "state": "WA", "postal_code": "98101", "country": "US"}  # fmt: skip
    parts = put_together(read("to 2 Rose Lane, Boston, MA 02108, US"), before, KNOWN, is_answer=False)
    assert (parts["address1"], parts["city"], parts["state"]) == ("2 Rose Lane", "Boston", "MA")
    assert still_missing(parts) == ()


def test_a_corrected_street_keeps_the_rest() -> None:
    before = {"address1": "45 Elm Street", "city": "Boston", "state": "MA", "postal_code": "02108", "country": "US"}  # fmt: skip
    parts = put_together(read("sorry, it's 54 Elm Street"), before, KNOWN, is_answer=False)
    assert (parts["address1"], parts["city"]) == ("54 Elm Street", "Boston")
    assert (
        put_together(read("ok but number 21"), before, KNOWN, is_answer=False)["address1"] == "21 Elm Street"
    )


def test_who_mends_the_house_number_keeps_town_and_country() -> None:
    parts = put_together(read("it should be 18 Oak Street and not 10, everything else is right"), {}, KNOWN, is_answer=False)  # fmt: skip
    assert (parts["address1"], parts["city"], parts["country"]) == ("18 Oak Street", "Austin", "US")


def test_pieces_are_asked_for_until_it_is_whole() -> None:
    first = put_together(read("310 Willow Drive"), {}, KNOWN, is_answer=True)
    assert still_missing(first) == ("city", "postal_code", "country")
    whole = put_together(read("Denver, Colorado 80202, US"), first, KNOWN, is_answer=True)
    assert whole == {"address1": "310 Willow Drive", "city": "Denver", "state": "CO", "postal_code": "80202", "country": "US"}  # fmt: skip
