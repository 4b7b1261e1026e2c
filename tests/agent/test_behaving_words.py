"""The tone of sentences, and who is angry: by words alone."""

import pytest

from support_ai.agent import behaving
from support_ai.agent.conduct import Conduct
from support_ai.shop.behaviour import Tone


@pytest.mark.parametrize(
    ("tone", "said"),
    [
        (Tone.FRIENDLY, "It's here! I can't, we'll see."),
        (Tone.NEUTRAL, "It's here. I can't, we'll see."),
        (Tone.FORMAL, "It is here. I cannot, we will see."),
    ],
)
def test_a_tone_changes_how_it_is_said(tone: Tone, said: str) -> None:
    assert behaving.toned("It's here! I can't, we'll see.", tone) == said


@pytest.mark.parametrize(
    "text", ["where is my order", "I am not happy with the colour", "hell of a lamp", "ok"]
)
def test_who_is_not_angry_is_not_passed_on(text: str) -> None:
    assert not behaving.is_frustrated(text)
    assert not behaving.passes_on_the_angry(Conduct(), text)
