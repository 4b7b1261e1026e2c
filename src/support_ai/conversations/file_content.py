"""What may be attached: pictures that are drawn anew, PDF and plain text, each only as what its own bytes say it is."""

import re
import unicodedata
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath

from support_ai.core import picture
from support_ai.core.bodies import MOST_FILE_BYTES
from support_ai.core.errors import AppError, InvalidError, TooLargeError

# Enough to read a receipt by.
SIDE = 2560
PDF, TEXT = "application/pdf", "text/plain"
MEDIA_TYPES = (*picture.MEDIA_TYPES, PDF, TEXT)
MAX_NAME = 100
_ENDINGS = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    PDF: (".pdf",),
    TEXT: (".txt",),
}
# A PDF ends with its mark, and at most a line's end and padding behind it.
_PDF_ENDS_WITHIN = 1024
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Letters, marks, numbers, punctuation, symbols and plain spaces; nothing that hides or turns round what stands there.
_IN_NAMES = frozenset("LMNPS")
_FOLDERS = re.compile(r"^.*[\\/]", re.DOTALL)
_UNUSABLE = re.compile(r'[:*?"<>|]')


class FileKindError(AppError):
    """This kind of file cannot be sent here: PNG, JPEG and WebP pictures, PDF and plain text can."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "file_kind"


class FileNameTooLongError(InvalidError):
    """The file's name is longer than a file's can be."""

    code = "file_name_too_long"


class FileBrokenError(InvalidError):
    """This file is empty, broken or not what its kind says: please save it again."""

    code = "file_broken"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept: its name as people see it, its kind, and the bytes that are stored."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, media_type: str, content: bytes) -> Upload:
    """Return what is stored of a file that somebody sent; nothing that they say of it is believed.

    Raises FileKindError, FileBrokenError, TooLargeError, and those of pictures. It takes a while: it belongs into a thread.
    """
    if media_type not in MEDIA_TYPES:
        raise FileKindError(field="Content-Type")
    if len(content) > MOST_FILE_BYTES:
        raise _too_large()
    if media_type == PDF:
        _check_pdf(content)
    elif media_type == TEXT:
        _check_text(content)
    elif picture.kind_of(content) != media_type:
        raise picture.PictureKindError(field="body")
    else:
        content = picture.redrawn(content, SIDE)
        if len(content) > MOST_FILE_BYTES:
            raise _too_large()
    return Upload(file_name(name, media_type), media_type, content)


def _too_large() -> TooLargeError:
    return TooLargeError(f"A file may have {MOST_FILE_BYTES // 1024**2} MB at most.", field="body")


def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_PDF_ENDS_WITHIN:]:
        raise FileBrokenError(field="body")


def _check_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileBrokenError("A text must be UTF-8.", field="body") from error
    if not text.strip() or _NOT_IN_TEXT.search(text):
        raise FileBrokenError(field="body")


def file_name(name: str, media_type: str) -> str:
    """Return a name that is one in every system, says the file's kind at its end, and can be read as it stands."""
    last = _UNUSABLE.sub("_", _FOLDERS.sub("", unicodedata.normalize("NFC", name)))
    kept = "".join(one for one in last if one == " " or unicodedata.category(one)[0] in _IN_NAMES)
    endings, ending = _ENDINGS[media_type], PurePosixPath(kept).suffix.lower()
    stem = PurePosixPath(kept).stem if ending in endings else kept
    return f"{stem[:MAX_NAME].strip(' .') or 'file'}{ending if ending in endings else endings[0]}"
