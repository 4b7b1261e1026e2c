"""Addresses put together over several messages."""

from support_ai.agent.local.said import read
from support_ai.agent.local.slot_address import is_of_goods, put_together, still_missing
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


def test_talk_becomes_no_part_of_an_address() -> None:
    before = {"address1": "15 Elmhurst Rd"}
    for text in ("That is right now. Please do.", "thats it, yes change it", "yes please", "ok cheers", "hm let me look", "one moment please"):  # fmt: skip
        assert put_together(read(text), dict(before), KNOWN, is_answer=True) == before


def test_parts_are_known_by_their_names() -> None:
    first = put_together(read("ok so its 5 Linden Court"), {}, KNOWN, is_answer=True)
    assert first == {"address1": "5 Linden Court"}
    second = put_together(read("the city is Reno and the state is Nevada"), first, KNOWN, is_answer=True)
    assert second == {"address1": "5 Linden Court", "city": "Reno", "state": "NV"}
    third = put_together(read("and the zip is 89501, yes"), second, KNOWN, is_answer=True)
    assert third["postal_code"] == "89501"
    assert still_missing(third) == ("country",)


def test_town_state_and_code_come_in_one_answer() -> None:
    parts = put_together(
        read("evanston, illinois. zip is 60201"), {"address1": "15 Elmhurst Rd"}, KNOWN, is_answer=True
    )
    assert parts == {"address1": "15 Elmhurst Rd", "city": "evanston", "state": "IL", "postal_code": "60201", "country": "US"}  # fmt: skip


def test_what_is_called_the_same_stays() -> None:
    before = {"address1": "84 Congress Ave", "address2": "Suite 300", "city": "Austin", "state": "TX", "postal_code": "78701", "country": "US"}  # fmt: skip
    text = "No wait, I mistyped. It is 48 Congress Ave, Suite 300, same city and zip."
    assert put_together(read(text), dict(before), KNOWN, is_answer=False) == {
        **before,
        "address1": "48 Congress Ave",
    }
    text = "my parcel should go to my neighbour, no 7, same street"
    assert put_together(read(text), {}, KNOWN, is_answer=False)["address1"] == "7 Oak Street"
    mended = put_together(
        read("the house number on my order should be 15 not 10"), {}, KNOWN, is_answer=False
    )
    assert (mended["address1"], mended["city"]) == ("15 Oak Street", "Austin")


def test_a_state_alone_is_no_town() -> None:
    parts = put_together(read("ohio"), {"address1": "22 Maple Ave"}, KNOWN, is_answer=True)
    assert parts == {"address1": "22 Maple Ave", "state": "OH"}
    parts = put_together(read("New York"), {"address1": "22 Maple Ave"}, KNOWN, is_answer=True)
    assert parts["city"] == "New York"


def test_goods_that_go_elsewhere_are_no_new_home() -> None:
    assert is_of_goods("my sneakers need to go to my mums instead, 77 Alder Way, Golden CO 80401")
    assert not is_of_goods("I moved, send everything to 77 Alder Way, Golden CO 80401 from now on")
    assert not is_of_goods("my new address is 77 Alder Way, Golden CO 80401")
