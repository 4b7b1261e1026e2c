"""What a message is while somebody shows who they are; rows C4 and C5 begin with knowing a code when one is typed."""

from uuid import UUID

import pytest

from support_ai.access.actor import Customer, Visitor
from support_ai.channels import policy
from support_ai.channels.policy import By, Named, Typed, Wish

_ID = UUID(int=1)


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        " 123456 ",
        "123 456",
        "123-456",
        "1 2 3 4 5 6",
        "１２３４５６",
        "١٢٣٤٥٦",
        "\u200b123456",
        "the code is 123456",
        "Code: 123456.",
        "it's 123456, thanks!",
        "Hi! Here you go: 123456",
        "Your code to sign in is 123456. It is good for 5 minutes.",
        "der Code ist 123456",
        "ok 123456 now tell me where it is",
    ],
)
def test_C5_a_code_that_is_awaited_is_known_in_every_notation(text: str) -> None:
    assert policy.typed_code(text, awaited=True) == Typed("123456")


@pytest.mark.parametrize(
    "text",
    [
        "order 123456",
        "#123456",
        "ORD-123456",
        "+1 212 555 0123",
        "12345678",
        "rohan123456@example.com",
        "I paid 123456 dollars for it a very long time ago and would like to know what happens to my money",
        "where is order 123456?",
        "hello",
        "",
    ],
)
def test_everything_else_is_no_code(text: str) -> None:
    assert policy.typed_code(text, awaited=True) is None


def test_a_code_that_nobody_awaits_must_call_itself_one() -> None:
    assert policy.typed_code("123456", awaited=False) is None
    assert policy.typed_code("my code is 123456", awaited=False) == Typed("123456")
    assert policy.typed_code("my discount code 123456 does not work", awaited=False) is None


def test_a_slip_of_one_digit_is_no_order_number() -> None:
    for slip in ("12345", "1234567", "it's 12345"):
        assert policy.typed_code(slip, awaited=True) == Typed(None)
    assert policy.typed_code("789", awaited=True) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rohan@example.com", Named(By.EMAIL, "rohan@example.com")),
        ("It's Rohan@Example.com.", Named(By.EMAIL, "Rohan@Example.com")),
        ("<o'brien@example.com>", Named(By.EMAIL, "o'brien@example.com")),
        ("+1 (212) 555-1123", Named(By.PHONE, "+1 (212) 555-1123")),
        ("my phone is 212.555.1123", Named(By.PHONE, "212.555.1123")),
        ("0049 170 1234567", Named(By.PHONE, "0049 170 1234567")),
        ("ORD-789", Named(By.ORDER, "ORD-789")),
        ("#W2378156", Named(By.ORDER, "W2378156")),
        ("my order is 789", Named(By.ORDER, "789")),
        ("Hi, I'm Rohan, order ORD-123", Named(By.ORDER, "ORD-123")),
    ],
)
def test_an_address_or_a_number_is_known_in_every_notation(text: str, first: Named) -> None:
    found = policy.step(text, is_visitor=True, is_sent=False)
    assert isinstance(found, tuple)
    assert found[0] == first


def test_bare_digits_may_be_an_order_or_a_phone() -> None:
    assert policy.named("2125551123") == (Named(By.ORDER, "2125551123"), Named(By.PHONE, "2125551123"))


@pytest.mark.parametrize(
    "text",
    [
        "Do you ship to 90210?",
        "What is your return policy for ORD-789?",
        "How long does shipping take",
        "I ordered on 2026-11-02",
        "I haven't received my order",
        "cancel my order",
        "I want to talk to a person",
    ],
)
def test_a_change_of_subject_is_left_to_the_brain(text: str) -> None:
    assert policy.step(text, is_visitor=True, is_sent=True) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("send it again", Wish.AGAIN),
        ("please resend the code", Wish.AGAIN),
        ("I didn't get the code", Wish.AGAIN),
        ("nothing came", Wish.AGAIN),
        ("the code has expired", Wish.AGAIN),
        ("I don't have access to that e-mail", Wish.NO_ACCESS),
        ("I lost my phone", Wish.NO_ACCESS),
        ("that's not my email any more", Wish.NO_ACCESS),
        ("never mind", Wish.CANCEL),
        ("No thanks", Wish.CANCEL),
    ],
)
def test_wishes_are_known(text: str, wish: Wish) -> None:
    assert policy.step(text, is_visitor=True, is_sent=True) is wish


def test_an_account_verifies_its_own_address_and_names_no_other() -> None:
    assert policy.step("rohan@example.com", is_visitor=False, is_sent=True) is None


def test_only_people_whom_nobody_knows_show_who_they_are() -> None:
    assert policy.is_unproven(Visitor(_ID))
    assert policy.is_unproven(Customer(_ID, _ID, None))
    assert not policy.is_unproven(Customer(_ID, _ID, None, verified=True))
    assert not policy.is_unproven(Customer(_ID, _ID, "CUST-123", verified=True))


def test_a_question_is_found_by_bare_digits_only_where_it_speaks_of_a_number() -> None:
    assert policy.named_in_question("where is my order 789") == (Named(By.ORDER, "789"),)
    assert policy.named_in_question("789") == (Named(By.ORDER, "789"),)
    assert policy.named_in_question("where is what I bought 500 days ago") == ()
