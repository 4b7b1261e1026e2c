"""Which pieces of an order people mean."""

from collections.abc import Sequence

import pytest

from support_ai.agent.local.picking import Choice, HowMany, NothingNamed, Picked, Which, pick
from support_ai.agent.local.said import read
from support_ai.agent.local.things import named
from support_ai.orders.models import OrderItem


def line(number: int, item_id: str, name: str, option: str, quantity: int) -> OrderItem:
    return OrderItem(number, item_id, name, name, (("color", option),), quantity, 1000, 0)


LINES = (
    line(1, "H", "Wireless Headphones", "black", 1),
    line(2, "B", "Water Bottle", "750 ml", 2),
    line(3, "SR", "Bluetooth Speaker", "red", 2),
    line(4, "SB", "Bluetooth Speaker", "black", 1),
)


def ids(choice: Choice) -> Sequence[str]:
    assert isinstance(choice, Picked)
    return sorted(choice.item_ids)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return the headphones", ["H"]),
        ("the earphones please", ["H"]),
        ("retrun teh haedphones", ["H"]),
        ("one of the red speakers and both bottles", ["B", "B", "SR"]),
        ("the black speaker", ["SB"]),
        ("everything except the bottles", ["H", "SB", "SR", "SR"]),
        ("all of them", ["B", "B", "H", "SB", "SR", "SR"]),
        ("one of the two red ones", ["SR"]),
        ("not the bottle, I meant the headphones", ["H"]),
        ("the headphones from the bottle order", ["H"]),
        ("the order with the headphones and the bottles: return the black speaker", ["SB"]),
        ("send the headphones back, keep the bottles", ["H"]),
        ("the bottles. no wait, the headphones. bottles are great", ["H"]),
        ("1 bottle of the two", ["B"]),
        ("i bought two bottles, one leaks, send one back", ["B"]),
        ("both bottles", ["B", "B"]),
        ("one bottle, the rest stays", ["B"]),
        ("just that one bottle back please", ["B"]),
        ("the headphones and the bottles", ["B", "B", "H"]),
        ("2 x bottle", ["B", "B"]),
        # What only says which order is no thing that is meant, and what stays is none either.
        ("both bottles from the headphone order", ["B", "B"]),
        ("it's the headphones going back. bottles stay", ["H"]),
        ("the black speaker stays, send back the headphones", ["H"]),
        ("the bottles stay with me", ["H", "SB", "SR", "SR"]),
    ],
)
def test_named_things_are_picked(text: str, expected: list[str]) -> None:
    assert ids(pick(LINES, read(text))) == expected


def test_what_is_open_is_asked_for_and_never_guessed() -> None:
    assert isinstance(pick(LINES, read("the speaker")), Which)
    assert pick(LINES, read("the bottle")) == HowMany(LINES[1])
    assert pick(LINES, read("three bottles")) == HowMany(LINES[1], is_too_many=True)
    assert isinstance(pick(LINES, read("something")), NothingNamed)


def test_a_place_in_the_list_that_was_shown_counts_from_there() -> None:
    assert ids(pick(LINES, read("the second one"), listed=(LINES[3], LINES[0]))) == ["H"]


def test_things_that_come_in_twos_are_one_in_the_plural() -> None:
    shoes = (line(1, "S", "Running Shoes", "42", 2),)
    assert pick(shoes, read("return the running shoes")) == HowMany(shoes[0])
    assert ids(pick(shoes, read("both pairs of sneakers"))) == ["S", "S"]


def test_a_word_that_tells_which_names_nothing_by_itself() -> None:
    names = ["Running Shoes", "Smart Watch"]
    assert named("I am running late, how smart", names) == ()
    assert [one.which for one in named("my smart watch", names)] == [frozenset({1})]
