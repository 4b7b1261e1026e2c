"""Row F8: what is attached is believed in nothing but its bytes, and its name is one everywhere."""

import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from support_ai.conversations.file_content import (
    MAX_NAME,
    MEDIA_TYPES,
    SIDE,
    FileBrokenError,
    FileKindError,
    checked,
    file_name,
)
from support_ai.core.bodies import MOST_FILE_BYTES
from support_ai.core.errors import AppError, TooLargeError
from support_ai.core.picture import PictureBrokenError, PictureKindError

pytestmark = pytest.mark.row("F8")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
CANARY = "canary-in-a-picture"


def picture(kind: str, size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    """Return a picture of one colour."""
    made = BytesIO()
    Image.new("RGB", size, "red").save(made, kind, **options)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_stays_of_its_kind_and_keeps_nothing_but_pixels(kind: str) -> None:
    words, where = PngInfo(), Image.Exif()
    words.add_text("comment", CANARY)
    where[0x010E] = CANARY
    where[0x0112] = 6
    options: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": words},
        "JPEG": {"exif": where, "comment": CANARY.encode()},
        "WEBP": {"exif": where, "xmp": CANARY.encode()},
    }
    sent = picture(kind, **options[kind])
    assert CANARY.encode() in sent
    kept = checked("photo", f"image/{kind.lower()}", sent)
    assert CANARY.encode() not in kept.content
    with Image.open(BytesIO(kept.content)) as found:
        assert found.format == kind
        # It lay on its side: that is put right, not remembered.
        assert found.size == ((300, 200) if kind == "PNG" else (200, 300))


def test_what_a_telephone_writes_behind_a_picture_stays_behind() -> None:
    kept = checked("a.jpg", "image/jpeg", picture("JPEG") + b"SEFH" + CANARY.encode() + b"\xff\xd9PK\x03\x04")
    assert (CANARY.encode() in kept.content, b"PK" in kept.content) == (False, False)


def test_a_large_picture_becomes_one_to_read_by() -> None:
    kept = checked("a.jpg", "image/jpeg", picture("JPEG", (4000, 2000)))
    with Image.open(BytesIO(kept.content)) as found:
        assert found.size == (SIDE, SIDE // 2)


def test_a_pdf_and_a_text_stay_as_they_are() -> None:
    assert checked("a.pdf", "application/pdf", PDF).content == PDF
    text = "Zeile eins\r\n\tZeile zwei — é\n".encode()
    assert checked("a.txt", "text/plain", text).content == text


@pytest.mark.parametrize(
    ("media_type", "content", "error"),
    [
        ("image/svg+xml", b"<svg/>", FileKindError),
        ("text/html", b"<p>", FileKindError),
        ("application/zip", b"PK\x03\x04", FileKindError),
        ("", b"x", FileKindError),
        ("image/png", picture("JPEG"), PictureKindError),
        ("image/png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", PictureKindError),
        ("image/png", PDF, PictureKindError),
        ("image/png", b"", PictureKindError),
        ("image/png", picture("PNG") + b"<script>", PictureBrokenError),
        ("image/jpeg", picture("JPEG")[:-300], PictureBrokenError),
        ("application/pdf", b"<html></html>", FileBrokenError),
        ("application/pdf", b"%PDF-1.7 and no end", FileBrokenError),
        ("application/pdf", b"GIF89a%PDF-1.7 %%EOF", FileBrokenError),
        ("application/pdf", PDF + b"PK" + b"\x00" * 2000, FileBrokenError),
        ("application/pdf", b"", FileBrokenError),
        ("text/plain", b"", FileBrokenError),
        ("text/plain", b"  \n", FileBrokenError),
        ("text/plain", b"a\x00b", FileBrokenError),
        ("text/plain", b"\x1b[31mred", FileBrokenError),
        ("text/plain", b"\xff\xfe\x41\x00", FileBrokenError),
        ("text/plain", b"a" * (MOST_FILE_BYTES + 1), TooLargeError),
    ],
)
def test_what_is_none_of_these_is_refused(media_type: str, content: bytes, error: type[AppError]) -> None:
    with pytest.raises(error) as raised:
        checked("a", media_type, content)
    assert raised.value.field in ("body", "Content-Type")


@pytest.mark.parametrize("size", [(4000, 3000), (4032, 3024), (4080, 3072), (4096, 3072)])
def test_what_a_phone_takes_is_taken(size: tuple[int, int]) -> None:
    assert checked("a.jpg", "image/jpeg", picture("JPEG", size)).media_type == "image/jpeg"


def test_a_jpeg_is_not_drawn_more_often_than_anybody_draws_one() -> None:
    sent = picture("JPEG", progressive=True)
    last = sent[sent.rindex(b"\xff\xda") : -2]
    assert checked("a", "image/jpeg", sent[:-2] + last * 20 + sent[-2:]).media_type == "image/jpeg"
    with pytest.raises(PictureBrokenError):
        checked("a", "image/jpeg", sent[:-2] + last * 100 + sent[-2:])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_is_put_right(orientation: int) -> None:
    drawn, where = Image.new("RGB", (64, 32), "red"), Image.Exif()
    drawn.paste("blue", (0, 0, 32, 16))
    where[0x0112] = orientation
    sent, wanted = BytesIO(), BytesIO()
    drawn.save(sent, "PNG", exif=where)
    ImageOps.exif_transpose(Image.open(BytesIO(sent.getvalue()))).save(wanted, "PNG")
    kept = checked("a", "image/png", sent.getvalue()).content
    with Image.open(BytesIO(kept)) as found, Image.open(wanted) as right:
        assert found.convert("RGB").tobytes() == right.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_broken_words_beside_the_pixels_do_not_matter(kind: str) -> None:
    # The kind of a tag's value, such as 2 for letters, says something else than what the tag is for.
    tags = b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHII", 0x0112, 3, 1, 6)
    tags += struct.pack("<HHI4s", 0x011A, 2, 2, b"a\0\0\0") + bytes(4)
    kept = checked("a", f"image/{kind.lower()}", picture(kind, exif=b"Exif\0\0" + tags))
    with Image.open(BytesIO(kept.content)) as found:
        assert found.size == (200, 300)


@pytest.mark.parametrize(
    ("sent", "media_type", "kept"),
    [
        ("Receipt of May.pdf", "application/pdf", "Receipt of May.pdf"),
        ("IMG_1.JPEG", "image/jpeg", "IMG_1.jpeg"),
        ("photo", "image/png", "photo.png"),
        ("bill.pdf.exe", "application/pdf", "bill.pdf.exe.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\me\\x.txt", "text/plain", "x.txt"),
        ("a\u202egpj.exe", "image/png", "agpj.exe.png"),
        ("a\r\nSet-Cookie: x=1.png", "image/png", "aSet-Cookie_ x=1.png"),
        ('say "hi"?.png', "image/png", "say _hi__.png"),
        ("e\u0301.png", "image/png", "\u00e9.png"),
        ("रसीद.pdf", "application/pdf", "रसीद.pdf"),
        ("", "image/webp", "file.webp"),
        ("...", "image/webp", "file.webp"),
        ("  .txt", "text/plain", "file.txt"),
        ("a" * 500 + ".png", "image/png", "a" * MAX_NAME + ".png"),
    ],
)
def test_a_name_is_one_everywhere(sent: str, media_type: str, kept: str) -> None:
    assert file_name(sent, media_type) == kept
    assert media_type in MEDIA_TYPES
