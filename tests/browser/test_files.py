"""A telephone's picture, in a real browser: drawn smaller before it travels, upright, and without where it was taken."""

from io import BytesIO

from PIL import Image
from playwright.async_api import expect

from support_ai.conversations.file_content import SIDE
from tests.browser.conftest import Visit
from tests.browser.widget import Window
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner

CANARY = b"canary-of-a-place"


def _photograph() -> bytes:
    """Return a picture of 24 megapixels that lies on its side, with words beside its pixels."""
    made, where = BytesIO(), Image.Exif()
    where[0x0112] = 6
    where[0x010E] = CANARY.decode()
    Image.new("RGB", (6000, 4000), "navy").save(made, "JPEG", exif=where)
    return made.getvalue()


async def test_a_photograph_is_drawn_smaller_and_kept_without_what_it_told(
    visit: Visit, demo: Demo, addresses: Addresses
) -> None:
    page = await visit.page("/support")
    window = await Window.opened(page)
    await window.say("What is your return policy?", "within 30 days of delivery")
    sent = _photograph()
    assert CANARY in sent
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": sent}
    # The server takes no picture of so many pixels.
    await page.locator("#support-chat input[type=file]").set_input_files([file])  # pyright: ignore[reportArgumentType] - a FilePayload
    await expect(window.button("send")).not_to_have_attribute("aria-disabled", "true")
    await window.composer.press("Enter")
    await window.reads("I can't open files")
    ((file_id, conversation),) = as_owner(
        addresses, "select file_id, conversation_id from conversation_files"
    )
    emma = await demo.headers("emma")
    stored = await demo.client.get(f"/conversations/{conversation}/files/{file_id}", headers=emma)
    assert CANARY not in stored.content
    with Image.open(BytesIO(stored.content)) as picture:
        assert picture.size == (round(SIDE * 2 / 3), SIDE)
