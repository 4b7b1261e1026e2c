"""Row F8: an upload is believed in nothing but its pixels."""

import struct
import zlib
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from support_ai.core.picture import MAX_PIXELS
from support_ai.shop.logo_routes import SIDE
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, audited

CANARY = b"canary-in-a-picture"


def picture(
    kind: str, size: tuple[int, int] = (800, 400), *, mode: str = "RGB", colour: Any = "red", **options: Any
) -> bytes:
    """Return a picture of one colour."""
    made = BytesIO()
    Image.new(mode, size, colour).save(made, format=kind, **options)
    return made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that claims, and unpacks to, many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(width // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def put(
    demo: Demo, content: bytes, kind: str = "image/png", name: str = "admin", **headers: str
) -> httpx.Response:
    sent = await demo.headers(name) | {"content-type": kind} | headers
    return await demo.client.put("/shop/logo", content=content, headers=sent)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_F8_a_picture_is_drawn_anew_and_served_closed(
    demo: Demo, addresses: Addresses, kind: str
) -> None:
    assert (await demo.client.get("/shop/logo")).status_code == 404
    stored = await put(demo, picture(kind), f"image/{kind.lower()}")
    assert stored.status_code == 200, stored.text
    served = await demo.client.get("/shop/logo")
    assert served.status_code == 200
    with Image.open(BytesIO(served.content)) as found:
        assert (found.format, found.size) == ("PNG", (SIDE, SIDE // 2))
    assert served.headers["content-type"] == "image/png"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in served.headers["content-security-policy"]
    assert served.headers["content-disposition"] == 'attachment; filename="logo.png"'
    assert served.headers["etag"] == f'"{stored.json()["sha256"]}"'
    again = await demo.client.get("/shop/logo", headers={"if-none-match": served.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert audited(addresses, "shop.change_logo") == [("done", {"sha256": stored.json()["sha256"]})]


async def test_F8_nothing_but_pixels_is_kept(demo: Demo, addresses: Addresses) -> None:
    words = PngInfo()
    words.add_text("comment", CANARY.decode())
    words.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    where = Image.Exif()
    where[0x010E] = CANARY.decode()
    where[0x0112] = 6
    for kind, content in (
        ("image/png", picture("PNG", pnginfo=words)),
        ("image/jpeg", picture("JPEG", exif=where, comment=CANARY)),
        ("image/webp", picture("WEBP", exif=where, xmp=CANARY)),
        ("image/png", picture("PNG", icc_profile=CANARY)),
    ):
        assert (await put(demo, content, kind)).status_code == 200
        kept = as_owner(addresses, "select image from shop_logo")[0][0]
        assert CANARY not in kept
        with Image.open(BytesIO(kept)) as found:
            found.load()
            assert found.info == {}
            if kind == "image/jpeg":
                # It lay on its side: that is put right, not remembered.
                assert found.size == (SIDE // 2, SIDE)


REFUSED = [
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/png", 415, "picture_kind"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", 415, "picture_kind"),
    (b"<html><script>alert(1)</script></html>", "image/png", 415, "picture_kind"),
    (b"<html></html>", "text/html", 415, "picture_kind"),
    (b"GIF89a" + b"\x00" * 100, "image/png", 415, "picture_kind"),
    (b"", "image/png", 415, "picture_kind"),
    (b"%PDF-1.7", "image/png", 415, "picture_kind"),
    (picture("PNG"), "application/json", 415, "picture_kind"),
    (picture("PNG"), "", 415, "picture_kind"),
    (picture("PNG") + b"<script>alert(1)</script>", "image/png", 422, "picture_broken"),
    (picture("PNG") + picture("PNG"), "image/png", 422, "picture_broken"),
    (picture("JPEG")[:-200], "image/jpeg", 422, "picture_broken"),
    (picture("WEBP") + b"<html>", "image/webp", 422, "picture_broken"),
    (picture("PNG")[:-40], "image/png", 422, "picture_broken"),
    (picture("PNG")[:60] + picture("PNG")[-12:], "image/png", 422, "picture_broken"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image/png", 422, "picture_broken"),
    (b"\xff\xd8\xff" + b"\x00" * 50 + b"\xff\xd9", "image/jpeg", 422, "picture_broken"),
    (b"RIFF\x0c\x00\x00\x00WEBPVP8 \x00\x00\x00\x00", "image/webp", 422, "picture_broken"),
    (bomb(10_000, 10_000), "image/png", 422, "picture_pixels"),
    (bomb(16_000, 16_000), "image/png", 422, "picture_pixels"),
    (bomb(MAX_PIXELS + 8, 1), "image/png", 422, "picture_pixels"),
]


async def test_F8_what_is_no_plain_picture_is_refused(demo: Demo, addresses: Addresses) -> None:
    for content, kind, status, code in REFUSED:
        answer = await put(demo, content, kind)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (content[:40], answer.text)
        assert answer.json()["field"] in ("body", "Content-Type")
    assert as_owner(addresses, "select count(*) from shop_logo") == [(0,)]


async def test_F8_a_large_or_compressed_upload_is_refused(demo: Demo) -> None:
    large = await put(demo, b"\x89PNG\r\n\x1a\n" + b"\x00" * 300_000)
    assert (large.status_code, large.json()["field"]) == (413, "body")
    packed = await put(demo, zlib.compress(picture("PNG")), **{"content-encoding": "deflate"})
    assert (packed.status_code, packed.json()["field"]) == (415, "Content-Encoding")


async def test_F8_only_managers_change_the_logo_and_nobody_decodes_for_others(
    demo: Demo, addresses: Addresses
) -> None:
    content = picture("PNG")
    assert (await demo.client.put("/shop/logo", content=content)).status_code == 401
    for name in ("rohan", "emma"):
        assert (await put(demo, content, name=name)).status_code == 403
        # Refused before anything is read of the picture.
        assert (await put(demo, b"no picture", name=name)).status_code == 403
        deleted = await demo.client.delete("/shop/logo", headers=await demo.headers(name))
        assert deleted.status_code == 403
    for name in ("admin", "owner"):
        assert (await put(demo, content, name=name)).status_code == 200
    assert (await demo.client.delete("/shop/logo", headers=await demo.headers("owner"))).status_code == 204
    assert (await demo.client.delete("/shop/logo", headers=await demo.headers("owner"))).status_code == 404
    assert (await demo.client.get("/shop/logo")).status_code == 404
    assert audited(addresses, "shop.remove_logo") == [("done", {})]


async def test_F8_the_largest_picture_is_drawn_in_little_memory(demo: Demo) -> None:
    answer = await put(demo, bomb(4_000, 3_000))
    assert answer.status_code == 200
    assert answer.json()["bytes"] < 100_000
