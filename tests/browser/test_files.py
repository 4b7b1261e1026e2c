"""A telephone's picture, in a real browser: drawn smaller before it travels, upright, and without where it was taken."""

import mimetypes
from io import BytesIO
from random import Random

import httpx
from PIL import Image
from playwright.async_api import expect

from support_ai.conversations.file_content import SIDE
from support_ai.core.bodies import MOST_FILE_BYTES
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


async def send(visit: Visit, demo: Demo, addresses: Addresses, name: str, sent: bytes) -> httpx.Response:
    """Attach a picture in the widget, send it, and return it as it is kept."""
    media_type = mimetypes.guess_type(name)[0]
    page = await visit.page("/support")
    window = await Window.opened(page)
    await window.say("What is your return policy?", "within 30 days of delivery")
    file = {"name": name, "mimeType": media_type, "buffer": sent}
    await page.locator("#support-chat input[type=file]").set_input_files([file])  # pyright: ignore[reportArgumentType] - a FilePayload
    await expect(window.button("send")).not_to_have_attribute("aria-disabled", "true")
    await window.composer.press("Enter")
    await window.reads("I can't open files")
    ((file_id, conversation),) = as_owner(
        addresses, "select file_id, conversation_id from conversation_files"
    )
    emma = await demo.headers("emma")
    return await demo.client.get(f"/conversations/{conversation}/files/{file_id}", headers=emma)


async def test_a_photograph_is_drawn_smaller_and_kept_without_what_it_told(
    visit: Visit, demo: Demo, addresses: Addresses
) -> None:
    sent = _photograph()
    assert CANARY in sent
    # The server takes no picture of so many pixels.
    stored = await send(visit, demo, addresses, "IMG_1.jpg", sent)
    assert CANARY not in stored.content
    with Image.open(BytesIO(stored.content)) as picture:
        assert picture.size == (round(SIDE * 2 / 3), SIDE)


def _noise(side: int) -> bytes:
    """Return a picture that no PNG makes small, half of which can be seen through."""
    made = BytesIO()
    noise = Image.frombytes("RGBA", (side, side), Random(7).randbytes(side * side * 4))
    noise.putalpha(Image.new("L", (side, side), 255))
    noise.paste((0, 0, 0, 0), (0, 0, side, side // 2))
    noise.save(made, "PNG")
    return made.getvalue()


async def test_a_picture_that_is_large_in_bytes_alone_becomes_a_kind_that_is_small(
    visit: Visit, demo: Demo, addresses: Addresses
) -> None:
    sent = _noise(2000)
    assert len(sent) > MOST_FILE_BYTES
    stored = await send(visit, demo, addresses, "screenshot.png", sent)
    assert stored.headers["content-type"] == "image/jpeg"
    assert "screenshot.jpg" in stored.headers["content-disposition"]
    with Image.open(BytesIO(stored.content)) as picture:
        assert picture.size == (2000, 2000)
        # What could be seen through is white, as the page below it was.
        assert min(picture.convert("RGB").getpixel((1000, 200))) > 250  # pyright: ignore[reportArgumentType] - three numbers
