"""Some hundred texts to proposals of every kind: what a careful person takes for a yes to exactly that, and what not."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from support_ai.agent.consent import Consent, read_consent
from support_ai.agent.restating import restated
from tests.agent.shown_proposals import SHOWN, cancel, refund

_TEXTS = Path(__file__).with_name("texts")
_TO_ANY = "any"


def _texts(name: str) -> dict[str, list[str]]:
    return tomllib.loads((_TEXTS / name).read_text(encoding="utf-8"))


_YES, _NO_YES = _texts("yes.toml"), _texts("no_yes.toml")


@pytest.mark.parametrize("shown", list(_YES))
def test_a_plain_yes_counts(shown: str) -> None:
    lost = [text for text in _YES[shown] if read_consent(text, SHOWN[shown]) is not Consent.YES]
    assert not lost


@pytest.mark.parametrize("shown", list(SHOWN))
def test_what_is_no_plain_yes_does_not_count(shown: str) -> None:
    texts = [*_NO_YES[_TO_ANY], *_NO_YES.get(shown, [])]
    taken = [text for text in texts if read_consent(text, SHOWN[shown]) is Consent.YES]
    assert not taken


@pytest.mark.parametrize(
    "shown", ["address", "payment", "items", "exchange", "withdraw", "cancel", "several"]
)
@pytest.mark.parametrize("text", ["i changed my mind", "I've changed my mind", "changed my mind", "No"])
def test_a_change_of_mind_drops_whatever_waits(shown: str, text: str) -> None:
    assert read_consent(text, SHOWN[shown]) is Consent.NO


def test_only_the_names_of_those_whom_it_concerns_are_signed_with() -> None:
    shown = restated([cancel()], ("Ana Costa", "Emma Wilson"))
    for text in (
        "Yes. Kind regards, A. Costa (Mrs)",
        "yes please, thanks, Ana",
        "Yes, regards,\nEmma Wilson",
    ):
        assert read_consent(text, shown) is Consent.YES
    for text in ("Yes. Kind regards, Bob", "Yes. Kind regards, Costa Rica", "yes. Regards, Ana Tomorrow"):
        assert read_consent(text, shown) is not Consent.YES
    assert read_consent("yes, cancel it for Ana Costa please", shown) is Consent.YES
    assert read_consent("yes, cancel it for Rita", shown) is not Consent.YES


def test_nobody_is_singled_out_of_several_customers() -> None:
    two = restated([cancel(), replace(cancel("ORD-2113"), customer_id="CUST-2")], ("Ana Costa",))
    for text in ("yes, cancel it for her", "yes for him", "yes for Ana"):
        assert read_consent(text, two) is not Consent.YES
    assert read_consent("yes, both", two) is Consent.YES


def test_soft_words_go_on_where_nothing_is_done_by_them() -> None:
    """Whether that is all is only asked: what is shown next still waits for its yes."""
    for text in ("that's fine, thanks", "all good", "it's fine"):
        assert read_consent(text) is Consent.YES
        assert read_consent(text, restated([refund()])) is not Consent.YES
