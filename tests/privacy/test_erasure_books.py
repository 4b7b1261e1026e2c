"""Row K8: of what was proposed, given and transferred an erasure leaves numbers and amounts, and no words."""

import pytest

from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.privacy.zelda import ID, Zelda, move_in
from tests.serving import Shop

pytestmark = pytest.mark.row("K8")


@pytest.fixture
async def zelda(shop: Shop, tmp_path_factory: pytest.TempPathFactory, addresses: Addresses) -> Zelda:
    """Give the shop in which she has been at home."""
    return await move_in(shop, tmp_path_factory.mktemp("operator") / "files", addresses)


async def test_K8_an_erasure_blanks_what_was_proposed_and_ends_what_waits(
    zelda: Zelda, addresses: Addresses
) -> None:
    keys, client = zelda.shop.resources.keys, zelda.shop.client
    as_owner(addresses, "update proposals set state = 'proposed', decided_at = null returning 1")
    erased = await client.post(f"/customers/{ID}/erasure", headers=zelda.owner, json={"customer_id": ID})
    assert erased.status_code == 200, erased.text
    found = as_owner(
        addresses, "select proposal_id::text, state, arguments, preview, digest, customer_id from proposals"
    )
    assert len(found) == 2
    for number, state, arguments, preview, digest, customer in found:
        assert (state, digest, customer) == ("declined", "0" * 64, ID)
        assert keys.open("proposals", "arguments", number, arguments) == "{}"
        assert "Erased" in keys.open("proposals", "preview", number, preview)
        shown = await client.get(f"/proposals/{number}", headers=zelda.owner)
        assert (shown.status_code, shown.json()["preview"]["sentence"]) == (200, "Erased")
    (given,) = (await client.get("/adjustments", headers=zelda.owner)).json()["items"]
    assert (given["amount_minor"], given["reason"]) == (100, "")
    (moved,) = (await client.get("/transfers", headers=zelda.owner)).json()["items"]
    assert (moved["state"], moved["reference"], moved["last_four"]) == ("done", None, "")
