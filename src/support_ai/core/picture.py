"""A picture that somebody uploads is believed in nothing: decoded whole, bounded, and drawn anew by us."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from types import MappingProxyType
from typing import Protocol, cast

from PIL import ExifTags, Image, UnidentifiedImageError

from support_ai.core.errors import AppError, InvalidError

# What phones call 12 megapixels is up to 4096 by 3072. 52 MB once decoded, and up to 300 MB while it is; a file of a few kilobytes can claim any size.
MAX_PIXELS = 13_000_000
_PNG_END = b"IEND\xaeB`\x82"
# A progressive JPEG draws all its pixels once for each scan, which takes 26 bytes of the file; cameras and editors make ten.
_JPEG_SCAN, _MOST_SCANS = b"\xff\xda", 100
# How a picture is turned upright by its orientation, as Exif 2.32 (4.6.4) counts them.
_TURNS: Mapping[object, Image.Transpose] = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)


class PictureKindError(AppError):
    """This must be a PNG, a JPEG or a WebP picture, and sent as what it is."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "picture_kind"


class PictureBrokenError(InvalidError):
    """This picture is broken, or more than a picture: export it again."""

    code = "picture_broken"


class PictureLargeError(InvalidError):
    """This picture has too many pixels: 13 million at most."""

    code = "picture_pixels"


class _Readable(Protocol):
    """What Pillow's pictures offer, as far as it is needed here."""

    size: tuple[int, int]

    def load(self) -> object:
        """Decode everything."""
        ...


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n")


def _is_whole_png(content: bytes) -> bool:
    return content.endswith(_PNG_END) and content.count(_PNG_END) == 1


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff")


def _is_whole_jpeg(content: bytes) -> bool:
    # Telephones write behind its end what they alone read; it stays behind, and what is cut off Pillow finds.
    return content.count(_JPEG_SCAN) <= _MOST_SCANS


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_whole_webp(content: bytes) -> bool:
    return int.from_bytes(content[4:8], "little") + 8 == len(content)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: Pillow's name of it, what tells it by its first bytes, and whether it is one picture and no more."""

    name: str
    begins: Callable[[bytes], bool]
    is_whole: Callable[[bytes], bool]
    options: Mapping[str, int | bool]


_KINDS = MappingProxyType(
    {
        "image/png": Kind("PNG", _is_png, _is_whole_png, {"compress_level": 6}),
        "image/jpeg": Kind("JPEG", _is_jpeg, _is_whole_jpeg, {"quality": 88}),
        "image/webp": Kind("WEBP", _is_webp, _is_whole_webp, {"quality": 88}),
    }
)
MEDIA_TYPES = tuple(_KINDS)


def kind_of(content: bytes) -> str:
    """Return a picture's media type by its first bytes; PictureKindError where it is none of ours."""
    found = next((name for name, kind in _KINDS.items() if kind.begins(content)), None)
    if found is None:
        raise PictureKindError(field="body")
    return found


def redrawn(content: bytes, side: int, media_type: str | None = None) -> bytes:
    """Return a picture of so many pixels a side at most, without anything else that the file held.

    It stays of its kind, or becomes one of `media_type`. Raises PictureKindError, PictureBrokenError or PictureLargeError;
    it takes a while, so it belongs into a thread.
    """
    kind = _KINDS[kind_of(content)]
    if not kind.is_whole(content):
        raise PictureBrokenError(field="body")
    try:
        with Image.open(BytesIO(content), formats=(kind.name,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureLargeError(field="body")
            cast("_Readable", opened).load()
            turn = _TURNS.get(opened.getexif().get(ExifTags.Base.Orientation))
            pixels = opened.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureLargeError(field="body") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureBrokenError(field="body") from error
    pixels.thumbnail((side, side))
    upright = pixels if turn is None else pixels.transpose(turn)
    # The pixels alone go on: profiles, comments and positions stay behind.
    clean = Image.frombytes("RGBA", upright.size, upright.tobytes())
    wanted = kind if media_type is None else _KINDS[media_type]
    drawn = BytesIO()
    (clean.convert("RGB") if wanted.name == "JPEG" else clean).save(drawn, wanted.name, **wanted.options)
    return drawn.getvalue()
