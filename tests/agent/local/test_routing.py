"""What a message is to what was said before."""

import pytest

from support_ai.agent.local.gathering import gather
from support_ai.agent.local.intent import Intent
from support_ai.agent.local.memory import Form
from support_ai.agent.local.rereading import asks_why, retold
from support_ai.agent.local.routing import Manner, Scene, route
from support_ai.agent.local.said import read
from support_ai.agent.local.starting import parts
from support_ai.agent.local.understanding import Understood

RETURN = Form("return_items", order="ORD-1", items=("H",))
CANCEL = Form("cancel_order", order="ORD-2", reason="no longer needed")
EXCHANGE = Form("exchange_items", order="ORD-1", items=("H",), new_items=("W",))


def understood(text: str, intent: Intent, confidence: float = 0.9, start: int = 0) -> Understood:
    return Understood(intent, confidence, Intent.NO, read(text).entities, start=start, end=start + len(text))


def manner(text: str, intent: Intent, scene: Scene, confidence: float = 0.9) -> Manner:
    return route(read(text), understood(text, intent, confidence), scene)


@pytest.mark.parametrize(
    ("asked", "text", "intent", "confidence"),
    [
        ("order", "the second one", Intent.PREVIOUS_ORDER, 0.9),
        ("order", "ORD-456", Intent.SHOW_ORDER, 0.9),
        ("items", "both of them", Intent.INFORM, 0.9),
        ("items", "one blanket it is", Intent.ITEM_PROBLEM, 0.9),
        ("method", "charge my Visa", Intent.CHANGE_PAYMENT, 0.9),
        ("reason", "I changed my mind", Intent.CHANGE_OF_MIND, 0.9),
        ("reason", "Mercury is in retrograde", Intent.OUT_OF_SCOPE, 0.5),
        ("address", "88 Bay Street, Toronto, ON M5J 2N8, Canada", Intent.CHANGE_CUSTOMER_ADDRESS, 0.9),
        ("address", "Denver, Colorado 80202", Intent.SHOW_ORDER, 0.8),
        ("new_items", "the red one", Intent.PRODUCT_QUESTION, 0.9),
    ],
)
def test_an_answer_fills_what_was_asked_whatever_the_head_says(
    asked: str, text: str, intent: Intent, confidence: float
) -> None:
    scene = Scene(Form("return_items", order="ORD-1", asked=asked, times=1))
    assert manner(text, intent, scene, confidence) is Manner.FILL


def test_side_questions_and_changes_of_mind_in_the_middle() -> None:
    scene = Scene(Form("return_items", asked="items", times=1))
    assert manner("how long do refunds take?", Intent.POLICY_QUESTION, scene) is Manner.DO
    assert manner("never mind", Intent.CHANGE_OF_MIND, scene) is Manner.LEAVE
    assert manner("no", Intent.NO, scene) is Manner.LEAVE
    assert manner("can I talk to somebody", Intent.TALK_TO_PERSON, scene) is Manner.DO
    assert manner("cancel ORD-5 instead", Intent.CANCEL_ORDER, scene) is Manner.START


@pytest.mark.parametrize(
    ("text", "intent", "waiting", "expected"),
    [
        ("yes but only the bottle", Intent.INFORM, RETURN, Manner.REVISE),
        ("yes, except the backpack", Intent.INFORM, RETURN, Manner.REVISE),
        ("can the money go to my gift card instead?", Intent.CHANGE_PAYMENT, RETURN, Manner.REVISE),
        ("no, the navy ones", Intent.INFORM, EXCHANGE, Manner.REVISE),
        ("and the keyboard of the same order as well", Intent.ITEM_PROBLEM, RETURN, Manner.ADD),
        ("could I swap them for the white ones instead?", Intent.CHANGE_ITEMS, RETURN, Manner.START),
        ("rather send it to 9 Fern Street, Austin, TX 78701", Intent.CHANGE_ADDRESS, CANCEL, Manner.START),
        ("how long until I have the money?", Intent.POLICY_QUESTION, CANCEL, Manner.DO),
        ("hold on, don't. my husband will be home", Intent.HOLD_ON, CANCEL, Manner.LEAVE),
        ("I'd rather not, on second thought", Intent.CHANGE_OF_MIND, CANCEL, Manner.LEAVE),
        ("let me think about it", Intent.HOLD_ON, CANCEL, Manner.DO),
        ("ok go on with the exchange, that's all", Intent.EXCHANGE_ITEMS, EXCHANGE, Manner.GO_ON),
        ("no scratch that, it's the headphones going back. bottle stays", Intent.NO, RETURN, Manner.REVISE),
        ("no sorry I meant the headphones", Intent.CHANGE_OF_MIND, RETURN, Manner.REVISE),
        ("the bottle stays here", Intent.INFORM, RETURN, Manner.REVISE),
        ("cancel", Intent.CANCEL_ORDER, RETURN, Manner.LEAVE),
        ("no, sorry, stop", Intent.NO, RETURN, Manner.LEAVE),
        ("no, forget it, just send them back for a refund", Intent.RETURN_ITEMS, EXCHANGE, Manner.START),
    ],
)
def test_what_is_said_while_something_waits_for_a_yes(
    text: str, intent: Intent, waiting: Form, expected: Manner
) -> None:
    assert manner(text, intent, Scene(waiting=(waiting,))) is expected


def test_of_several_changes_only_one_is_a_correction_not_a_no() -> None:
    scene = Scene(waiting=(CANCEL, RETURN))
    text = "yes but only the cancellation, I'll keep the speaker"
    assert manner(text, Intent.CHANGE_OF_MIND, scene) is Manner.REVISE


def test_what_was_left_is_taken_up_again_and_what_was_done_goes_on() -> None:
    scene = Scene(left=RETURN)
    assert manner("ok, do it after all", Intent.RESUME, scene) is Manner.RESUME
    assert manner("oh and the mug from the same order too", Intent.PREVIOUS_ORDER, scene) is Manner.ADD
    assert manner("I want to keep it after all, undo it", Intent.WITHDRAW_RETURN, scene) is Manner.START


def test_a_refused_form_is_open_without_a_question() -> None:
    scene = Scene(Form("cancel_order", asked="order", times=0))
    assert manner("the one with the shirts, ORD-7", Intent.CHANGE_ITEMS, scene, 0.66) is Manner.FILL
    assert manner("where is my parcel?", Intent.WHERE_IS_MY_ORDER, scene) is Manner.DO


def test_details_belong_to_the_change_that_they_stand_beside() -> None:
    text = "exchange the lamp for brass and take my Visa for the difference"
    first, second = text[:31], text[31:]
    wishes = (
        understood(first, Intent.EXCHANGE_ITEMS),
        understood(second, Intent.CHANGE_PAYMENT, start=len(first)),
    )
    assert [(one.intent, one.end) for one in gather(wishes, text)] == [(Intent.EXCHANGE_ITEMS, len(text))]


def test_a_question_beside_a_change_stays_a_wish_of_its_own() -> None:
    text = "cancel ORD-1. when are you open?"
    wishes = (
        understood(text[:13], Intent.CANCEL_ORDER),
        understood(text[13:], Intent.POLICY_QUESTION, start=13),
    )
    assert len(gather(wishes, text)) == 2


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        ("both pairs go back, they don't fit", Intent.ITEM_PROBLEM, Intent.RETURN_ITEMS),
        ("take back one of the mats", Intent.CHANGE_ITEMS, Intent.RETURN_ITEMS),
        ("what about returning it then?", Intent.RESUME, Intent.RETURN_ITEMS),
        ("could I return it once it's here?", Intent.RETURN_ITEMS, Intent.POLICY_QUESTION),
        ("take the backpack off and cancel that bit", Intent.CHANGE_ITEMS, Intent.CANCEL_ORDER),
        ("I want my money back for the lamp", Intent.REFUND_ORDER, Intent.RETURN_ITEMS),
        ("where is my lamp", Intent.WHERE_IS_MY_ORDER, Intent.WHERE_IS_MY_ORDER),
        ("what do ORD-1 and ORD-2 come to together", Intent.SHOW_ORDER, Intent.GET_BACK_TOTAL),
        ("how much do you pay back if I cancelled ORD-1?", Intent.OUT_OF_SCOPE, Intent.GET_BACK_TOTAL),
        ("change both mats to the cheapest, to my Visa", Intent.CHANGE_PAYMENT, Intent.EXCHANGE_ITEMS),
    ],
)
def test_words_are_surer_than_the_head(text: str, intent: Intent, expected: Intent) -> None:
    assert retold(understood(text, intent, 0.7), text, is_staff=False).intent is expected


def test_who_asks_why_asks_nothing_else() -> None:
    assert asks_why("but why not??")
    assert asks_why("so what can I do now?")
    assert not asks_why("show me my orders")


def test_a_wish_for_two_orders_is_one_of_each() -> None:
    text = "Please return the red speaker of ORD-1 and both shoes of ORD-2"
    assert [one.strip() for one in parts(read(text))] == [
        "Please return the red speaker of ORD-1",
        "and both shoes of ORD-2",
    ]
    assert parts(read("cancel ORD-1 and ORD-2, I no longer need them"))[0].endswith("no longer need them")


def test_what_is_turned_down_for_something_else_is_corrected() -> None:
    waiting = Scene(waiting=(RETURN,))
    text = "no scratch that, it's the bottle going back"
    assert manner(text, Intent.RETURN_ITEMS, waiting, 0.7) is Manner.REVISE
    assert manner("no, forget it, I'll keep the lamp", Intent.CHANGE_OF_MIND, waiting) is not Manner.START
    assert manner("exactly, leave the order alive", Intent.CHANGE_OF_MIND, waiting) is not Manner.LEAVE
    cancelling = Scene(waiting=(CANCEL,))
    assert manner("yup, do scrap it", Intent.CHANGE_OF_MIND, cancelling) is Manner.GO_ON
    assert manner("no, scrap it", Intent.CHANGE_OF_MIND, cancelling) is Manner.LEAVE


def test_more_with_a_size_or_a_difference_joins_what_waits() -> None:
    scene = Scene(waiting=(EXCHANGE,))
    more = "no, also the small bottle instead of the large one, difference to my Visa"
    assert manner(more, Intent.EXCHANGE_ITEMS, scene) is Manner.ADD
    assert manner("and the shoes in 44 too", Intent.EXCHANGE_ITEMS, scene) is Manner.ADD
    assert manner("no 43", Intent.INFORM, scene) is Manner.REVISE
    assert manner("pay any difference by gift card", Intent.POLICY_QUESTION, scene) is Manner.REVISE


ADDRESS = Form("change_order_address", order="ORD-1", address={"address1": "1 Elm St", "city": "Boston"})


@pytest.mark.parametrize(
    ("text", "intent", "waiting"),
    [
        (
            "No. My aunt says they look good at her place. Leave it all as it is.",
            Intent.CHANGE_ADDRESS,
            CANCEL,
        ),
        ("Thanks, but no, I found out how it works and the code was right", Intent.CODE_TROUBLE, RETURN),
        (
            "hm no, he wears it to work every single day and he is really happy with it now",
            Intent.PRODUCT_QUESTION,
            RETURN,
        ),
        ("You know what, I'm keeping it. The box is gone anyway.", Intent.POLICY_QUESTION, RETURN),
        ("Let it come, the neighbours are moving to a new flat next to us.", Intent.CHANGE_ADDRESS, CANCEL),
        ("nope, leave it, she is at home then", Intent.PROFILE, ADDRESS),
        ("No, forget it. How long do you have returns open?", Intent.POLICY_QUESTION, RETURN),
    ],
)
def test_a_refusal_with_a_story_is_one_whatever_the_story_is_about(
    text: str, intent: Intent, waiting: Form
) -> None:
    assert manner(text, intent, Scene(waiting=(waiting,))) is Manner.LEAVE


@pytest.mark.parametrize(
    ("text", "intent", "waiting"),
    [
        ("No other items. Refund it to my card.", Intent.RETURN_ITEMS, RETURN),
        ("no problem, do it like that", Intent.YES, RETURN),
        ("no, the blue one", Intent.INFORM, EXCHANGE),
        ("forget it, cancel ORD-5 rather", Intent.CANCEL_ORDER, RETURN),
        ("what if I keep it?", Intent.POLICY_QUESTION, RETURN),
    ],
)
def test_what_is_wanted_asked_or_put_right_is_no_mere_refusal(
    text: str, intent: Intent, waiting: Form
) -> None:
    assert manner(text, intent, Scene(waiting=(waiting,))) is not Manner.LEAVE


def test_a_refusal_with_a_story_ends_an_open_question_too() -> None:
    scene = Scene(Form("cancel_order", order="ORD-2", asked="reason", times=1))
    text = "no wait, my brother lives there and takes it. forget it"
    assert manner(text, Intent.CHANGE_ADDRESS, scene) is Manner.LEAVE


def test_that_this_is_all_belongs_to_what_is_said_behind_it() -> None:
    text = "No further things. Please refund the card that I used."
    wishes = (
        understood(text[:18], Intent.LIST_PRODUCTS),
        understood(text[18:], Intent.RETURN_ITEMS, start=18),
    )
    assert [(one.intent, one.start) for one in gather(wishes, text)] == [(Intent.RETURN_ITEMS, 0)]


def test_money_that_comes_back_by_another_payment_is_no_return() -> None:
    text = "pay ORD-2 with my gift card and put the money back on my Visa"
    wishes = (
        understood(text[:27], Intent.CHANGE_PAYMENT),
        understood(text[27:], Intent.RETURN_ITEMS, start=27),
    )
    assert [one.intent for one in gather(wishes, text)] == [Intent.CHANGE_PAYMENT]


def test_another_way_to_pay_is_no_exchange() -> None:
    text = "we want to pay ORD-7 by bank transfer instead of my Visa"
    assert (
        retold(understood(text, Intent.CHANGE_PAYMENT), text, is_staff=False).intent is Intent.CHANGE_PAYMENT
    )


def test_a_look_up_of_a_thing_beside_a_change_stays_a_wish_of_its_own() -> None:
    text = "where's my rug and cancel the lamp order"
    wishes = (
        understood(text[:14], Intent.WHERE_IS_MY_ORDER),
        understood(text[14:], Intent.CANCEL_ORDER, start=14),
    )
    assert len(gather(wishes, text)) == 2
