"""What people write and should not have: card numbers, their codes, passwords. Everything else stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.access.actor import Person
from support_ai.conversations import service
from support_ai.conversations.masking import mask
from support_ai.core.database import Database
from tests.conftest import Cast

# Numbers that the networks publish for tests.
_NUMBERS = (
    "4242424242424242 4111111111111111 4012888888881881 4222222222222 5555555555554444 5105105105105100 2223003122003222 "
    "378282246310005 371449635398431 6011111111111117 6011000990139424 30569309025904 38520000023237 3530111333300000 "
    "3566002020360505 6200000000000005 6304000000000000 4000000000000000006"
)
CARDS = _NUMBERS.split()
_SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９")


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("mark", ["", " ", "-", ".", "\n", " - ", "\u00a0", "\u200b", "\u2011"])
def test_a_card_is_masked_however_it_is_grouped(card: str, mark: str) -> None:
    grouped = mark.join(card[at : at + 4] for at in range(0, len(card), 4))
    assert mask(f"Please charge {grouped}, thanks.").text == f"Please charge •••• {card[-4:]}, thanks."


@given(st.sampled_from(CARDS), st.sampled_from(_SCRIPTS), st.sampled_from(["", " ", "-", "\n"]))
def test_a_card_is_masked_in_every_script(card: str, script: str, mark: str) -> None:
    written = mark.join(card).translate(str.maketrans("0123456789", script))
    assert mask(written).text == f"•••• {card[-4:]}"


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text
    assert once.was_masked == (once.text != text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my card 4242424242424242 exp 12/27 cvv 123.", "my card •••• 4242 exp ••/•• cvv •••."),
        ("4242-4242-4242-4242 12/27 123", "•••• 4242 ••/•• •••"),
        ("3782 822463 10005", "•••• 0005"),
        ("visa4242424242424242", "visa•••• 4242"),
        ("card #4242424242424242", "card #•••• 4242"),
        ("my card: 42424242 42424242", "my card: •••• 4242"),
        ("two: 4242424242424242 and 4111 1111 1111 1111", "two: •••• 4242 and •••• 1111"),
        ("The CVC is 4321", "The CVC is •••"),
        ("Kartenprüfnummer: 123", "Kartenprüfnummer: •••"),
        ("my password is hunter2!", "my password is ••••••!"),
        ("Mein Passwort lautet Geheim1.", "Mein Passwort lautet ••••••."),
        ("mi contraseña es Verano2026", "mi contraseña es ••••••"),
        ("mon mot de passe est soleil99", "mon mot de passe est ••••••"),
        ("mera password Sommer99 hai", "mera password •••••• hai"),
        ("password: correcthorse", "password: ••••••"),
        ("My PIN is 4711", "My PIN is ••••"),
    ],
)
def test_what_stands_beside_a_card_and_passwords_are_masked(text: str, kept: str) -> None:
    assert mask(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "Where is #W2378156?",
        "ORD-4242424242424242",
        "#4242424242424242",
        "1Z999AA10123456784",
        "9400111899223197428490",
        "1234567812345670 passes Luhn and is nobody's card",
        "4242424242424243 does not",
        "items 6086499569 4900990404 and 1656367028",
        "call +49 151 23456789012 or 555-010-0123 555-010-4567",
        "my password is wrong",
        "My password is not working, what now?",
        "password: how do I change it?",
        "I forgot my password",
        "Visa ending in 4242, •••• 4242",
        "It came on 12/27 and cost $1,234.50",
        "credit_card_4190576",
    ],
)
def test_what_is_none_of_these_stays_as_it_was(text: str) -> None:
    assert mask(text).text == text
    assert not mask(text).was_masked


@pytest.mark.usefixtures("accounts")
async def test_what_is_stored_and_answered_is_the_masked_text(database: Database, cast: Cast) -> None:
    for person in cast.people().values():
        await _tells_masked(database, person)


async def _tells_masked(database: Database, person: Person) -> None:
    text = "my card is 4242 4242 4242 4242"
    async with database.transaction(person) as conn:
        first = await service.receive(conn, person, text, None, "once")
        again = await service.receive(conn, person, text, None, "once")
        kept = await service.history(conn, first.conversation_id, 0, 10)
    assert first.was_masked
    assert again.was_masked
    assert [message.content for message in kept] == [
        '{"text": "my card is \\u2022\\u2022\\u2022\\u2022 4242", "masked": ["card"]}'
    ]
