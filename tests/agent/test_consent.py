"""What is a yes to what was shown, and what only looks like one."""

import pytest

from support_ai.agent.consent import Consent, read_consent
from support_ai.agent.restating import restated
from tests.agent.shown_proposals import SHOWN, returned


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("refund", "Yes, pay it out."),
        ("refund", "Yes, release it."),
        ("refund", "yes, let it through"),
        ("refund", "yes, send the 640 back to the card"),
        ("refund", "yep $640.00, go ahead and refund it"),
        ("refund", "yes, 640 dollars to her card please"),
        ("refund", "go ahead with the refund"),
        ("cancel", "Yes please, with my thanks."),
        ("cancel", "yep scrap it"),
        ("cancel", "yes, call it off, thank you so much for your help"),
        ("cancel", "yes, cancel order 2112"),
        ("cancel", "yes cancel the whole thing"),
        ("cancel", "Yes, it was ordered by mistake, cancel it, money back to the card"),
        ("cancel", "I agree, proceed"),
        ("cancel", "Yes, I would very much appreciate that. Kind regards, Ana Costa"),
        ("cancel two", "yes, both of them"),
        ("cancel two", "yes 2112 and 2113"),
        ("cancel two", "yes, all"),
        ("return one", "yes, just the headphones, nothing else"),
        ("return one", "yes, just the one pair, nothing else"),
        ("return one", "on the card. that's the lot. yep"),
        ("return one", "yes, only the black headphones, to my credit card"),
        ("return one", "sure, send it back"),
        ("return two", "yes, both"),
        ("return two", "yes, the headphones and the bottle"),
        ("return two", "yes everything"),
        ("return shirts", "yes, the two t-shirts"),
        ("return split", "yes, to the gift card and the card"),
        ("address", "yes to the new address"),
        ("address", "thats it, yes change it"),
        ("address", "yes thats the right one"),
        ("address", "yes, 48 Congress Ave, Suite 300"),
        ("address", "yes that's the right address, Austin"),
        ("address", "That is right now. Please do."),
        ("exchange", "yes swap the lamp for the brass one"),
        ("exchange", "ok, brass it is, $3 on the card, yes"),
        ("payment", "yes, with paypal"),
        ("payment", "yes, charge PayPal please"),
        ("several", "yes, both"),
    ],
)
def test_a_yes_may_repeat_what_was_shown(shown: str, text: str) -> None:
    assert read_consent(text, SHOWN[shown]) is Consent.YES


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        # It differs from what was shown.
        ("refund", "yes, pay out 600"),
        ("refund", "yes, release half"),
        ("cancel", "yes, release it"),
        ("refund", "yes, 640 euros"),
        ("refund", "yes, \u20ac640"),
        ("refund", "yes, 6.40"),
        ("refund", "yes, to his gift card"),
        ("cancel", "yes, cancel order 2113"),
        ("cancel", "yes, cancel ORD-2113"),
        ("cancel", "yes, no longer needed"),
        ("cancel", "yes, to paypal"),
        ("return one", "yes, the bottle"),
        ("return one", "yes, both pairs"),
        ("return one", "yes, the white headphones"),
        ("return one", "yes, everything"),
        ("address", "yes, 84 Congress Ave"),
        ("address", "yes, to Dallas"),
        ("address", "yes, Austin 78702"),
        ("exchange", "yes, black"),
        ("exchange", "yes, from brass to black"),
        ("exchange", "yes, charge $6"),
        ("payment", "yes, with the card"),
        ("payment", "yes, change it back"),
        # Some of it is named, and the rest left out.
        ("cancel two", "yes, 2112"),
        ("cancel two", "yes, cancel ORD-2112"),
        ("cancel two", "yes, this order"),
        ("return two", "yes, the headphones"),
        ("return two", "yes, just the bottle"),
        ("return two", "yes, just the one"),
        ("return shirts", "yes, the t-shirt"),
        ("return shirts", "yes, one t-shirt"),
        ("return split", "yes, to the gift card"),
        ("several", "yes, cancel it"),
        ("several", "yes, to Austin"),
        # It changes, conditions, asks, adds or takes back.
        ("cancel", "yes, but first tell me when"),
        ("cancel", "yes if it has not left"),
        ("cancel", "yes unless it is too late"),
        ("cancel", "yes, can you cancel it"),
        ("cancel", "yes, cancel it?"),
        ("cancel", "yes, and also the other order"),
        ("cancel", "yes, cancel it tomorrow"),
        ("cancel", "yes... no, wait"),
        ("cancel", "do not cancel the order, yes"),
        ("cancel", "yes, don't cancel"),
        ("cancel", "ok scrap that"),
        ("cancel", "scrap it"),
        ("cancel", "cancel it"),
        ("cancel", "yeah right"),
        ("cancel", "ugh. ok whatever"),
        ("cancel", "ok, whatever"),
        ("cancel", "yes, with my thanks to you, but only later"),
        ("cancel", "yes, I would appreciate it if you waited"),
        ("return one", "yes, without the headphones"),
        ("return one", "yes, not the headphones"),
        ("return one", "yes, the headphones and the bottle"),
        ("return one", "yes, except the headphones"),
        ("address", "yes, but apartment 4"),
        ("address", "yes, same street, 50"),
        ("refund", "yes, half of it"),
        ("refund", "yes, pay out less"),
        ("refund", "maybe yes"),
        ("refund", "my boss would say yes, pay it out"),
    ],
)  # fmt: skip
def test_whatever_differs_or_says_more_is_no_yes(shown: str, text: str) -> None:
    assert read_consent(text, SHOWN[shown]) is not Consent.YES


def test_what_was_shown_lifts_no_no() -> None:
    """A thing or a street that is called like a no is no way to say yes."""
    shown = restated([returned("No (stop), Wait (no)", 2)])
    assert read_consent("yes no", shown) is Consent.OTHER
    assert read_consent("no", shown) is Consent.NO


def test_a_repetition_alone_is_no_yes() -> None:
    for text in ("the headphones", "to the card", "$106.50", "send it back"):
        assert read_consent(text, SHOWN["return one"]) is Consent.OTHER
