"""What a careful reader would not take for a yes, made of words that are in many a yes."""

import pytest

from support_ai.agent.consent import Consent, read_consent
from tests.agent.shown_proposals import SHOWN

_NO_YES: dict[str, tuple[str, ...]] = {
    "cancel": (
        "please proceed with the order", "continue with my order", "go ahead with the order", "i confirm the order", "ok, I just want my order",
        "yes, I want my order now", "yes, the whole order please", "all good with my order, thanks", "my order is correct", "ship it", "please send it now",
        "continue", "carry on", "book it", "i want it", "please confirm", "why not right now", "yes, kind regards\nTomorrow", "yes, regards\nNot Yet", "100", "+1",
    ),
    "cancel two": ("yes, 2", "2 yes", "yes, only 2", "yes, cancel 2", "yes, that one", "yes, just that", "this one too, yes"),
    "refund": (
        "100", "pay out 100", "refund me 100", "yes, 100", "give me 100", "yes\n100", "yes, 640 \u20bd", "\u20aa640 yes", "yes <640", "yes ~~640~~", "yes, 640+",
        "yes, -640", "yes (640)", "please confirm it's to my credit card", "release my order, yes",
    ),
    "return one": (
        "ok i want my headphones", "yes, i want my headphones back", "yes, give me the headphones", "ok, give me my headphones back",
        "sure, I'd like my headphones back please",
    ),
    "return two": ("yes, 2 only", "yes, that one", "ok that one", "yes, i'd like the headphones and the bottle"),
    "address": (
        "yes, 100 Congress Ave", "yes, 48 Congress Ave, Suite A", "yes, 48 Congress Ave, Suite 100", "yes, Suite 300 Congress Ave", "please confirm the new address",
    ),
    "exchange": ("yes, i want my lamp",),
    "several": ("yes, 2", "yes: 2)", "yes, only this"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "text"), [(shown, text) for shown, texts in _NO_YES.items() for text in texts]
)
def test_known_words_that_say_something_else_are_no_yes(shown: str, text: str) -> None:
    assert read_consent(text, SHOWN[shown]) is not Consent.YES


@pytest.mark.parametrize("shown", list(SHOWN))
@pytest.mark.parametrize(
    "text",
    [
        "yes \u24dd\u24de\u24e3", "ok, \u24d1\u24e4\u24e3", "yes \u2820\u280d", "~~yes~~", "\u00acyes", "!yes \u2260", "<!-- yes -->", "yes \u23f8", "yes \u23f3", "yes \u00d7",
    ],
)  # fmt: skip
def test_a_yes_beside_signs_that_may_undo_it_is_none(shown: str, text: str) -> None:
    assert read_consent(text, SHOWN[shown]) is not Consent.YES


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("cancel", "yes, cancel my order"), ("cancel", "yes, cancel it please"), ("cancel", "yes please, with my thanks"), ("cancel two", "yes, both"),
        ("refund", "yes, pay it out"), ("refund", "yes, $640.00 to my card"), ("return one", "yes, send the headphones back"), ("return two", "yes, both of them"),
        ("address", "yes, to 48 Congress Ave, Suite 300"), ("cancel", "yes!!! \U0001f44d"), ("cancel", "s\u00ed, por favor"), ("cancel", "\u0939\u093e\u0901"),
    ],
)  # fmt: skip
def test_plain_ones_stay(shown: str, text: str) -> None:
    assert read_consent(text, SHOWN[shown]) is Consent.YES
