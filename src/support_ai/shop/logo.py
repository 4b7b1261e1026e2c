"""A picture that somebody uploads is believed in nothing: decoded whole, bounded, and drawn anew as a PNG of ours."""

from collections.abc import Callable
from io import BytesIO
from typing import Protocol, cast

from PIL import Image, ImageOps, UnidentifiedImageError

from support_ai.core.errors import AppError, InvalidError

SIDE = 512
# 48 MB once decoded; a file of a few kilobytes can claim any size.
MAX_PIXELS = 12_000_000
_PNG_END = b"IEND\xaeB`\x82"


class LogoKindError(AppError):
    """The logo must be a PNG, a JPEG or a WebP picture."""

    status = 415
    code = "logo_kind"


class LogoBrokenError(InvalidError):
    """This picture is broken, or more than a picture: export it again."""

    code = "logo_broken"


class LogoLargeError(InvalidError):
    """This picture has too many pixels: 12 million at most."""

    code = "logo_pixels"


class _Readable(Protocol):
    """What Pillow's pictures offer, as far as it is needed here."""

    size: tuple[int, int]

    def load(self) -> object:
        """Decode everything."""
        ...


def _is_whole_jpeg(content: bytes) -> bool:
    return content.endswith(b"\xff\xd9")


def _is_whole_png(content: bytes) -> bool:
    return content.endswith(_PNG_END) and content.count(_PNG_END) == 1


def _is_whole_webp(content: bytes) -> bool:
    return int.from_bytes(content[4:8], "little") + 8 == len(content)


def kind_of(content: bytes) -> tuple[str, Callable[[bytes], bool]]:
    """Return Pillow's name of a picture's kind by its first bytes, and what tells whether nothing follows it."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG", _is_whole_png
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG", _is_whole_jpeg
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP", _is_whole_webp
    raise LogoKindError(field="body")


def redrawn(content: bytes) -> bytes:
    """Return a picture as a PNG of 512 pixels a side at most, without anything else that the file held.

    Raises LogoKindError, LogoBrokenError or LogoLargeError; it takes a while, so it belongs into a thread.
    """
    kind, is_whole = kind_of(content)
    if not is_whole(content):
        raise LogoBrokenError(field="body")
    try:
        with Image.open(BytesIO(content), formats=(kind,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise LogoLargeError(field="body")
            cast("_Readable", opened).load()
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoLargeError(field="body") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise LogoBrokenError(field="body") from error
    upright.thumbnail((SIDE, SIDE))
    # The pixels alone go on: profiles, comments and positions stay behind.
    clean = Image.frombytes("RGBA", upright.size, upright.tobytes())
    drawn = BytesIO()
    clean.save(drawn, format="PNG", optimize=True)
    return drawn.getvalue()
