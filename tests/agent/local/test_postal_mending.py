"""A part of an address put right by what it takes the place of."""

import pytest

from support_ai.agent.local.postal_mending import mended

_BEFORE = {
    "address1": "71 Birch Lane",
    "address2": "",
    "city": "Austin",
    "state": "TX",
    "postal_code": "78702",
    "country": "US",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I swapped the digits. Number 17, not 71!", {"address1": "17 Birch Lane"}),
        ("no wait it's 17", {"address1": "17 Birch Lane"}),
        ("i typed 71 but it's 17", {"address1": "17 Birch Lane"}),
        ("Elm Street not Birch Lane", {"address1": "71 Elm Street"}),
        ("it's Birch Avenue, not Lane", {"address1": "71 Birch Avenue"}),
        ("not austin, dallas", {"city": "Dallas"}),
        ("78704 instead of 78702", {"postal_code": "78704"}),
        ("hmm the zip is wrong, 78704", {"postal_code": "78704"}),
        ("5 Pine Road, not 71", {}),
        ("yes please", {}),
        ("I want 2 of them", {}),
    ],
)
def test_only_what_takes_the_place_of_a_part_is_put_right(text: str, expected: dict[str, str]) -> None:
    """`17, not 71` mends the house number; a whole street, or anything else, mends nothing."""
    assert mended(text, _BEFORE) == expected
