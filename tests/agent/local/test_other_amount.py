"""Another amount for a change of money that waits."""

import pytest

from support_ai.agent.local.memory import Form
from support_ai.agent.local.other_amount import other_amount, told_only

_REFUND = Form("refund_order", order="ORD-2102", amount_minor=64000)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hold on, that's too generous. Make it 320.", "make it 320.00"),
        ("no, that is too much, half of that will do", "make it 320.00"),
        ("oh right, the full amount then", "make it the full amount"),
        ("sorry, it should be 90 instead of 100", "make it 90.00"),
        ("wait, 20 percent is enough", "make it 20%"),
        ("and give her 20 goodwill too", None),
        ("no, i meant order 2102", None),
        ("no, 2103", None),
        ("what is 2102 about?", None),
        ("make it 320 and cancel ORD-2103", None),
    ],
)
def test_another_amount_is_told_in_plain_words(text: str, told: str | None) -> None:
    assert other_amount(text, told_only(text), (_REFUND,)) == told
