"""Letters as they are read: what nobody sees is gone, digits of every script are the ten of ASCII."""

import re
import unicodedata

# Soft hyphens, zero-width and direction marks, invisible operators, variation selectors, interlinear marks, tags. The
# joiners (U+200C, U+200D) are letters' business in Hindi, Persian and emoji, and are kept only between such.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_JOINER = re.compile(
    "(?<![\u0600-\u06ff\u0900-\u0dff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)
_LINE = re.compile("[\u2028\u2029\x0b\x0c\x85]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def visible(text: str) -> str:
    """Return a text without what nobody sees: zero width, direction marks, tags, control characters but tab and newline."""
    if text.isascii() and text.isprintable():
        return text
    return _JOINER.sub("", _INVISIBLE.sub("", _LINE.sub("\n", text)))


def _digit(match: re.Match[str]) -> str:
    value = unicodedata.decimal(match[0], None)
    return match[0] if value is None else str(value)


def with_plain_digits(text: str) -> str:
    """Return a text of the same length whose digits, whatever their script, are those of ASCII."""
    return text if text.isascii() else _FOREIGN.sub(_digit, text)


# Marks above and below letters are part of words, and so are the vowel signs of Hindi and Arabic, which `\w` leaves out.
_SIGNS = "\u0300-\u036f\u064b-\u0652\u0670\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
WORD = rf"(?:[^\W\d_]|[{_SIGNS}])"
_TWINS = str.maketrans(
    "\u2010\u2011\u2212\ufe63\uff0d\u2018\u2019\u02bc\u00b4\u066b\u066c\u060c\u061b\u061f\u0964\u3002\uff61\u0640",
    "-----''''.,,;?...\u0640",
)
# Letters of other alphabets that look like Latin ones, for words that mix the two.
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u0432\u043d\u043a\u043c\u0442"
    "\u03b1\u03b5\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03c7\u0131\u0261\u0251"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406",
    "aeopcyxijshdbhkmtaeopviktuxigaABEKMHOPCTXI",
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[a-zA-Z]")


def _in_one_alphabet(match: re.Match[str]) -> str:
    return match[0].translate(_LOOK_ALIKES) if _LATIN.search(match[0]) else match[0]


def folded(text: str) -> str:
    """Return a text in the shape in which texts are compared: visible, compatible letters made one, plain digits and marks.

    A word that mixes Latin with letters that only look Latin is Latin.
    """
    if text.isascii():
        return visible(text)
    plain = with_plain_digits(unicodedata.normalize("NFKC", visible(text))).translate(_TWINS)
    return _LETTERS.sub(_in_one_alphabet, plain)
