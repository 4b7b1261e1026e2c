"""A comment behind a plain yes is no other wish; whatever else stands there is."""

import pytest

from support_ai.agent.consent import Consent, read_consent


@pytest.mark.parametrize(
    "text",
    [
        "yes, that's how she spelled it",
        "Yes, that too.",
        "yes, that's what he told me on the phone",
        "yep that is how they wrote it in the mail",
        "Yes, as she said.",
        "yes she confirmed that",
        "yes, she's fine with it",
        "Yes. I checked it with him, it makes sense.",
        "yes thats what i wanted",
        "yeah fair enough",
        "yes please, he'll be happy",
        "Yes, it makes sense",
        "yes, she agreed to that, thanks",
        "correct, that's how she spelt it",
        "yes, that's exactly how the customer wrote it.",
    ],
)
def test_a_yes_may_be_commented_on(text: str) -> None:
    assert read_consent(text) is Consent.YES


@pytest.mark.parametrize(
    "text",
    [
        "yes, that's how she spelled it but send it to her sister",
        "yes if it is free",
        "yes and cancel the other",
        "yes, later",
        "yes that's what he said yesterday, not today",
        "that's how she spelled it",
        "that's what she said",
        "yes, that's what she said, to her sister",
        "yes she said no",
        "no, that's how she spelled it",
        "yes, that's not what she said",
        "yes, she wants two",
        "yes that's how she spelled it tomorrow",
        "yes, she confirmed 300",
        "yes that's how she spelled it?",
        "yes, that's what she said until 5",
        "yes, once she confirmed it",
        "yes, if she confirmed it",
        "yes after she agrees",
        "when she agreed to that, yes",
        "yes, unless he agrees",
        "yes, as soon as she said so",
        "yes she's not fine with it",
        "yes, as long as she's fine with it",
        "yes the customer wants that and a voucher",
        "maybe, that's what she said",
        "ok, provided she agreed",
        "yes but that's what she said",
        "yes only if that's what she said",
        "yes that's how she spelled it, no wait",
        "yes, wait, that's what she said",
        "yes i guess that's what she wanted",
        "yes to what she said",
        "yes what did she say",
        "yes, that's what she said I should do",
        "yes or as she said",
        "no yes that's what she said",
        "yes, half, as she said",
        "yes, she'll be happy with 20",
        "yes, she would be happy with that",
        "cancel that, that's what she said",
        "yes, too much",
        "yes, me too, later",
        "yes, before she agrees",
        "yes, whatever he said",
        "yes, but she said so",
        "yes though she agreed",
        "yes when that's what she said",
        "yes, so she agreed to that tomorrow",
    ],
)
def test_no_other_wish_is_a_comment(text: str) -> None:
    assert read_consent(text) is not Consent.YES
