"""Whether somebody plainly says that something goes back."""

import pytest

from support_ai.agent.local.going_back import returns_instead, says_back


@pytest.mark.parametrize(
    "text",
    [
        "white gets dirty. i'll just return the headphones instead",
        "no wait, i would rather send them back",
        "could I please have my money back for it?",
        "please just refund it then",
        "don't exchange it, i want to give the lamp back",
    ],
)
def test_it_goes_back(text: str) -> None:
    assert says_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "i would rather not return it",
        "hmm, i don't want to send them back after all",
        "what happens if i just return it?",
        "let me return it, or no, exchange it for a bigger one",
        "how long do i have to return it",
    ],
)
def test_it_stays_or_is_only_supposed(text: str) -> None:
    assert not says_back(text)


def test_in_place_of_the_exchange() -> None:
    assert returns_instead("nah, forget the exchange, i return it")
    assert not returns_instead("i want my return request back")
