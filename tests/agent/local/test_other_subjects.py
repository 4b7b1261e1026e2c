"""A message about another world is none about the shop, whatever the head takes it for."""

import pytest

from support_ai.agent.local.intent import Intent
from support_ai.agent.local.other_subjects import is_of_elsewhere
from support_ai.agent.local.said import read
from support_ai.agent.local.understood import Understood


def _wish(text: str, intent: Intent, confidence: float = 0.7) -> Understood:
    return Understood(intent, confidence, Intent.NO, read(text).entities, end=len(text))


@pytest.mark.parametrize(
    "text",
    [
        "Write a short essay on why rivers bend in flat countries",
        "Restart the server only after all backups have been verified",
        "Please review the guidelines before the teachers meet at noon",
    ],
)
def test_other_subjects_are_seen(text: str) -> None:
    assert is_of_elsewhere(text, _wish(text, Intent.POLICY_QUESTION))


@pytest.mark.parametrize(
    "text",
    [
        "what is the process for sending back an item",
        "I got the wrong documents in my parcel",
        "the server is down",
        "do students get a discount at your shop",
        "is there a procedure for orders above 500 dollars",
        "my new speaker shows warnings all the time, what now",
    ],
)
def test_what_is_of_the_shop_or_short_stays(text: str) -> None:
    assert not is_of_elsewhere(text, _wish(text, Intent.POLICY_QUESTION))


def test_what_is_certain_or_small_talk_stays() -> None:
    text = "thank you for your patience with these tasks"
    assert not is_of_elsewhere(text, _wish(text, Intent.THANKS))
    assert not is_of_elsewhere(text, _wish(text, Intent.POLICY_QUESTION, 0.99))
