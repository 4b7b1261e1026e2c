"""Which language a short message is written in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_ai.agent.local.languages import language_of

EVALS = Path(__file__).parents[3] / "evals"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hola, donde esta mi pedido", "es"),
        ("quiero devolver los zapatos", "es"),
        ("onde está meu pedido?", "pt"),
        ("bonjour, mon colis n'est pas arrivé", "fr"),
        ("wo ist meine bestellung", "de"),
        ("quando arriva il pacco", "it"),
        ("ik wil de schoenen terugsturen", "nl"),
        ("gdzie jest moje zamówienie", "pl"),
        ("jag vill returnera skorna", "sv"),
        ("hvor er min ordre", "da"),
        ("haluan palauttaa kengät", "fi"),
        ("siparişim nerede", "tr"),
        ("unde este comanda mea", "ro"),
        ("kde je moje objednávka", "cs"),
        ("mikor érkezik a csomagom", "hu"),
        ("pesanan saya dimana", "id"),
        ("đơn hàng của tôi ở đâu", "vi"),
        ("mera order kahan hai", "hi"),
        ("paise wapas kab milenge", "hi"),
        ("मेरा ऑर्डर कहाँ है", "hi"),
        ("где мой заказ", "ru"),
        ("де моє замовлення", "uk"),
        ("أين طلبي", "ar"),
        ("سفارش من کجاست", "fa"),
        ("我的订单在哪里", "zh"),
        ("注文はどこですか", "ja"),
        ("내 주문 어디 있어요", "ko"),
    ],
)
def test_a_language_is_told(text: str, code: str) -> None:
    found = language_of(text)
    assert found is not None
    assert found.code == code
    assert 0.4 < found.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "wher is my oder",
        "I'm José García, order ORD-123",
        "send it to Hauptstr. 5, 10115 Berlin, Germany",
        "my name is Björn Müller",
        "no no no",
        "hmm",
        "ORD-789",
        "k",
        "",
        "🙂",
    ],
)
def test_english_with_slips_names_and_numbers_is_not_foreign(text: str) -> None:
    found = language_of(text)
    assert found is None or found.code == "en"


def test_less_than_one_in_two_hundred_english_messages_is_taken_for_foreign() -> None:
    lines = (EVALS / "intents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [str(json.loads(line)["text"]) for line in lines]
    foreign = [text for text in texts if (found := language_of(text)) is not None and found.code != "en"]
    assert len(foreign) < len(texts) / 200, foreign


@given(st.text(max_size=200))
def test_any_text_has_a_language_or_none(text: str) -> None:
    found = language_of(text)
    assert found is None or 0 < found.confidence <= 1
