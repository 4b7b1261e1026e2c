"""Row K8: what the assistant told colleagues about somebody goes with them, and no other conversation."""

import pytest

from support_ai.conversations import mentions
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner, audited
from tests.privacy.zelda import EMAIL, ID, NAME, PHONE, everything_stored, found_in, move_in, settled
from tests.serving import Shop

pytestmark = pytest.mark.row("K8")
_ABOUT_HER = (
    f"Find the customer {EMAIL}",
    f"Show me the customer {NAME.upper()}",
    f"Who is customer {ID}?",
    f"Whose phone number is {PHONE}?",
    "Where is the parcel 1ZELDATRACK?",
)
_ABOUT_OTHERS = (
    "Find the customer michael@example.com",
    f"What of {ID}9?",
    "How long may things be returned?",
)


async def test_K8_what_colleagues_asked_the_assistant_about_the_person_goes_too(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses
) -> None:
    zelda = await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)

    async def ask(message: str) -> str:
        answer = await shop.client.post("/chat", headers=zelda.owner, json={"message": message})
        assert answer.status_code == 200, answer.text
        return answer.json()["conversation_id"]

    about_her = [await ask(message) for message in _ABOUT_HER]
    about_others = [await ask(message) for message in _ABOUT_OTHERS]
    before = everything_stored(addresses, shop)
    assert {NAME, EMAIL, PHONE} <= found_in(
        "\n".join(v for k, v in before.items() if k.startswith("messages."))
    )
    answer = await shop.client.post(f"/customers/{ID}/erasure", headers=zelda.owner, json={"customer_id": ID})
    assert answer.status_code == 200, answer.text
    await settled(addresses)
    after = everything_stored(addresses, shop)
    assert {place: found for place, text in after.items() if (found := found_in(text))} == {}
    left = {str(row[0]) for row in as_owner(addresses, "select conversation_id from conversations")}
    assert left.isdisjoint(about_her)
    assert left >= {*about_others}
    assert audited(addresses, "customer.erase")[0][1]["mentions"] == len(_ABOUT_HER)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("I found:\n• Zelda  Canaryson, 7", True),
        ("zelda canaryson", True),
        ("Zelda Canarysons", False),
        ("(CUST-1)", True),
        ("CUST-12", False),
        ("Li", False),
    ],
)
def test_K8_a_mention_is_a_whole_word_in_whatever_case(text: str, is_named: bool) -> None:
    named = mentions.pattern_of(["Zelda Canaryson", "CUST-1", "Li", "", "  "])  # pyright: ignore[reportPrivateUsage] - what counts as named has no other door
    assert named is not None
    assert (named.search(text) is not None) is is_named
    assert mentions.pattern_of(["Li", ""]) is None  # pyright: ignore[reportPrivateUsage]
