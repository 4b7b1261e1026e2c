"""What a message names, by rules."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.agent.local.choices import same_option
from support_ai.agent.local.entities import EntityType, find_entities, masked
from support_ai.agent.local.entity import Entity
from support_ai.agent.local.mentions import singular

T = EntityType
# Kinds that lie over others, or beside their own kind.
_ABOVE = {T.ITEM, T.REASON, T.NEGATION, T.CORRECTION, T.SCOPE}


def named(text: str, kind: EntityType) -> list[str]:
    return [one.value for one in find_entities(text) if one.type is kind]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("track 789", T.ORDER_NUMBER, ["789"]),
        ("the 456 one", T.ORDER_NUMBER, ["456"]),
        ("give me the 110 one instead, in 456", T.ORDER_NUMBER, ["456"]),
        ("the 110 instead of the 220", T.OPTION, ["110", "220"]),
        ("exchange it for the 500 one", T.OPTION, ["500"]),
        ("order ord-789 please", T.ORDER_NUMBER, ["ORD-789"]),
        ("ORDER #ORD-789", T.ORDER_NUMBER, ["ORD-789"]),
        ("order no. 10248", T.ORDER_NUMBER, ["10248"]),
        ("#W2378156", T.ORDER_NUMBER, ["W2378156"]),
        ("my order number is 4411", T.ORDER_NUMBER, ["4411"]),
        ("cancel ORD-1 and #4412", T.ORDER_NUMBER, ["ORD-1", "4412"]),
        ("e481f51cbdc54678b7cc49136f2d6af7", T.ORDER_NUMBER, ["E481F51CBDC54678B7CC49136F2D6AF7"]),
        ("where is order 2024/001?", T.ORDER_NUMBER, ["2024/001"]),
        ("#2024/0017", T.ORDER_NUMBER, ["2024/0017"]),
        ("customer CUST-456", T.CUSTOMER_NUMBER, ["CUST-456"]),
        ("helping cust 77", T.CUSTOMER_NUMBER, ["CUST-77"]),
        ("Who is customer CUST-Z?", T.CUSTOMER_NUMBER, ["CUST-Z"]),
        ("look up customer ann_lee_42", T.CUSTOMER_NUMBER, ["ann_lee_42"]),
        ("client number Z9-44", T.CUSTOMER_NUMBER, ["Z9-44"]),
        ("the customer wants the T-Shirt back", T.CUSTOMER_NUMBER, []),
        ("customer ORD-999", T.CUSTOMER_NUMBER, []),
        ("how about order number four five six", T.ORDER_NUMBER, ["456"]),
        ("who won the cup in 1998", T.ORDER_NUMBER, []),
        ("refund 300 more on it", T.ORDER_NUMBER, []),
        ("refund 300 more on it", T.AMOUNT, ["300.00"]),
        ("toady's orders", T.DAYS, ["today"]),
        ("ticket number 12", T.TICKET_NUMBER, ["T-12"]),
        ("close T-7", T.TICKET_NUMBER, ["T-7"]),
        ("return number 31 please", T.RETURN_NUMBER, ["R-31"]),
        ("I am Rohan@Example.com", T.EMAIL, ["rohan@example.com"]),
        ("call +1 212 555 1123", T.PHONE, ["+1 212 555 1123"]),
        ("call (212) 555-1123", T.PHONE, ["(212) 555-1123"]),
        ("my code is 482913", T.CODE, [""]),
        ("482 913 is the code", T.CODE, [""]),
        ("and the one before?", T.PLACE, ["previous"]),
        ("not this one, the second", T.PLACE, ["2"]),
        ("my latest order", T.PLACE, ["latest"]),
        ("the other one", T.PLACE, ["other"]),
        ("what is it and where are they? send them", T.PRONOUN, ["it", "them"]),
        ("refund 20 on ORD-999", T.AMOUNT, ["20.00"]),
        ("refund €19.90 on ORD-999", T.AMOUNT, ["19.90 EUR"]),
        ("give her 15 bucks", T.AMOUNT, ["15.00 USD"]),
        ("twenty five dollars", T.AMOUNT, ["25.00 USD"]),
        ("1.299,00 €", T.AMOUNT, ["1299.00 EUR"]),
        ("$1,299.50", T.AMOUNT, ["1299.50 USD"]),
        ("take ten percent off", T.AMOUNT, ["10%"]),
        ("two of the lamps", T.QUANTITY, ["2"]),
        ("3 pairs of socks", T.QUANTITY, ["3"]),
        ("both of them", T.QUANTITY, ["both"]),
        ("everything in it", T.QUANTITY, ["all"]),
        ("and the rest of it", T.QUANTITY, ["rest"]),
        ("the shoes in size 43", T.OPTION, ["43"]),
        ("the blue one in XL", T.OPTION, ["blue", "xl"]),
        ("from navy to sand", T.OPTION, ["navy", "sand"]),
        ("the 750 ml bottle", T.OPTION, ["750 ml"]),
        ("M please", T.OPTION, ["m"]),
        ("a bigger size of the same lamp", T.COMPARISON, ["bigger", "same"]),
        ("the cheapest one that is available", T.COMPARISON, ["cheapest", "available"]),
        ("one size down", T.COMPARISON, ["smaller"]),
        ("with my visa ending in 4242", T.PAYMENT, ["card 4242"]),
        ("use pay pal", T.PAYMENT, ["paypal"]),
        ("back to the original payment method", T.PAYMENT, ["original"]),
        ("put it on my gift card", T.PAYMENT, ["gift_card"]),
        ("set it to delivered", T.STATUS, ["delivered"]),
        ("sales by product", T.GROUPING, ["product"]),
        ("returns per week", T.GROUPING, ["week"]),
        ("my name is Anna van der Berg", T.NAME, ["Anna van der Berg"]),
        ("show me Michael Chen's orders", T.NAME, ["Michael Chen"]),
        ("find anna schmidt zip 90210", T.NAME, ["anna schmidt"]),
        ("find anna schmidt zip 90210", T.POSTAL_CODE, ["90210"]),
        ("only the lamp", T.SCOPE, ["only"]),
        ("all but the mug", T.SCOPE, ["except"]),
        ("I meant the mug", T.CORRECTION, ["i meant"]),
        ("return the desk lamps and my yoga mat", T.ITEM, ["desk lamps", "yoga mat"]),
        ("the €45 one", T.ITEM, ["€45 one"]),
        ("swap the wireless headphones from ORD-123 for white ones", T.ITEM, ["wireless headphones", "white ones"]),
    ],
)  # fmt: skip
def test_what_a_message_names(text: str, kind: EntityType, values: list[str]) -> None:
    assert named(text, kind) == values


@pytest.mark.parametrize(
    "text",
    ["I ordered 2 shirts for $39.80", "within 30 days", "my size is 42", "at 10:30 tomorrow", "it was 50% off", "the 750 ml bottle"],
)  # fmt: skip
def test_amounts_sizes_and_times_are_no_order_numbers(text: str) -> None:
    assert named(text, T.ORDER_NUMBER) == []


@pytest.mark.parametrize(
    "text", ["may I ask you something", "I'm waiting for my order", "please help me", "Where is my order?"]
)
def test_common_words_are_neither_months_nor_names(text: str) -> None:
    assert named(text, T.DAYS) == []
    assert named(text, T.NAME) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I don't need it any more", "no longer needed"),
        ("changed my mind", "no longer needed"),
        ("found it cheaper elsewhere", "no longer needed"),
        ("it takes too long", "no longer needed"),
        ("ordered by accident", "ordered by mistake"),
        ("my son clicked it", "ordered by mistake"),
        ("I ordered it twice", "ordered by mistake"),
        ("I chose the wrong size", "ordered by mistake"),
        ("it came damaged", "damaged"),
        ("they don't fit me", "does not fit"),
        ("it is way too small", "does not fit"),
        ("it's not as described", "not as described"),
    ],
)
def test_reasons_are_read_by_their_meaning(text: str, reason: str) -> None:
    assert reason in named(text, T.REASON)


def test_what_is_not_wanted_stands_in_a_negation() -> None:
    found = find_entities("not the blue lamp, the charger")
    turned = next(one for one in found if one.type is T.NEGATION)
    items = {one.value: one.within(turned) for one in found if one.type is T.ITEM}
    assert items == {"blue lamp": True, "charger": False}


def test_a_code_is_never_kept() -> None:
    for text in ("my code is 482913", "the otp: 482-913", "482913 is my code"):
        found = find_entities(text)
        assert all("482" not in one.value for one in found)


def test_heads_of_phrases_and_alike_options() -> None:
    assert [singular(word) for word in ("watches", "glass", "mugs", "batteries")] == [
        "watch",
        "glass",
        "mug",
        "battery",
    ]
    assert same_option("Gray", "grey")
    assert same_option("medium", "M")
    assert same_option("750ml", "750 ml")
    assert not same_option("navy", "sand")


def test_masks_hide_numbers_and_keep_the_rest() -> None:
    text = "cancel #W2378156 for a@b.com"
    assert masked(text, find_entities(text)) == "cancel order ORD-123 for me@example.com"


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "the",
                "of",
                "12",
                "Main",
                "Street",
                ",",
                ".",
                "ORD-1",
                "1",
                "and",
                "5",
                "March",
                "not",
                "except",
                "$",
                "20",
                "XL",
                "code",
                "é",
                "\n",
                "my",
                "lamp's",
            ]
        )
    ).map(" ".join)
)
def test_pieces_lie_in_the_text_and_the_named_ones_never_overlap(text: str) -> None:
    found = find_entities(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    apart = sorted((one for one in found if one.type not in _ABOVE), key=lambda one: one.start)
    assert all(one.end <= other.start for one, other in itertools.pairwise(apart))
    masked(text, found)


def test_an_entity_lies_within_itself() -> None:
    one = Entity(T.ITEM, "lamp", 3, 7)
    assert one.within(one)
    assert not one.within(Entity(T.NEGATION, "", 4, 9))


def test_digits_in_a_row_are_a_phone_where_the_word_stands_before_them() -> None:
    def kinds(text: str) -> set[EntityType]:
        return {one.type for one in find_entities(text)}

    assert EntityType.PHONE in kinds("somebody called from 2125550199")
    assert EntityType.PHONE not in kinds("order 2125550199")


def test_an_amount_that_orders_lie_above_is_no_order() -> None:
    assert EntityType.ORDER_NUMBER not in {one.type for one in find_entities("today's orders above 300")}
    assert "pending" in [one.value for one in find_entities("which orders are still to be packed?")]
