"""Whether somebody found the same thing for less at another shop."""

import pytest

from support_ai.agent.local.found_cheaper import found_cheaper
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.understood import Understood

_VAGUE = Understood(Intent.OUT_OF_SCOPE, 0.3, Intent.INFORM, ())


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("I did see the identical watch for less elsewhere. Do you do anything about that?", True),
        ("saw the same headphones on Amazon for $60, will you beat that?", True),
        ("do you match prices", True),
        ("found it cheaper at another store so i want to return it", False),
        ("which is the cheaper lamp?", False),
        ("send it somewhere else", False),
    ],
)
def test_another_shops_lower_price_is_told_from_a_wish(text: str, *, is_so: bool) -> None:
    """A wish to return, or a price of the shop's own, is no such question."""
    assert found_cheaper(text, _VAGUE) is is_so
