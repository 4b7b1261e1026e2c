"""Which language a short message is written in: by its script, else by common words; English is the house's own.

Libraries guess wildly on four words with a name and an order number in them; a shop's customers use few words, so
tables of those do better, and what is spelt in none of them is left open.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support_ai.agent.local.spelling import examples_words, is_english

_TABLE = Path(__file__).parent / "words" / "languages.txt"
_NAMED = re.compile(r"\S+@\S+|https?://\S+|#?\b[\w-]*\d[\w/-]*\b")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u00b7-][^\W\d_]+)*")
_NAMES = {
    "en": "English", "es": "Spanish", "pt": "Portuguese", "fr": "French", "de": "German", "it": "Italian", "nl": "Dutch", "pl": "Polish",
    "sv": "Swedish", "da": "Danish", "no": "Norwegian", "fi": "Finnish", "tr": "Turkish", "ro": "Romanian", "cs": "Czech", "hu": "Hungarian",
    "id": "Indonesian", "ms": "Malay", "vi": "Vietnamese", "tl": "Filipino", "hi": "Hindi", "sw": "Swahili", "hr": "Croatian", "ca": "Catalan",
    "af": "Afrikaans", "ru": "Russian", "uk": "Ukrainian", "bg": "Bulgarian", "sr": "Serbian", "el": "Greek", "ar": "Arabic", "fa": "Persian",
    "ur": "Urdu", "he": "Hebrew", "mr": "Marathi", "bn": "Bengali", "pa": "Punjabi", "gu": "Gujarati", "ta": "Tamil", "te": "Telugu",
    "kn": "Kannada", "ml": "Malayalam", "si": "Sinhala", "th": "Thai", "ko": "Korean", "ja": "Japanese", "zh": "Chinese", "ka": "Georgian",
    "hy": "Armenian", "am": "Amharic", "my": "Burmese", "km": "Khmer", "lo": "Lao",
}  # fmt: skip
_SCRIPTS = (
    ("el", "\u0370-\u03ff\u1f00-\u1fff"), ("ru", "\u0400-\u04ff"), ("hy", "\u0530-\u058f"), ("he", "\u0590-\u05ff"),
    ("ar", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"), ("hi", "\u0900-\u097f"), ("bn", "\u0980-\u09ff"), ("pa", "\u0a00-\u0a7f"),
    ("gu", "\u0a80-\u0aff"), ("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f"),
    ("si", "\u0d80-\u0dff"), ("th", "\u0e00-\u0e7f"), ("lo", "\u0e80-\u0eff"), ("my", "\u1000-\u109f"), ("ka", "\u10a0-\u10ff"),
    ("am", "\u1200-\u137f"), ("km", "\u1780-\u17ff"), ("ja", "\u3040-\u30ff"), ("ko", "\uac00-\ud7af\u1100-\u11ff"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
)  # fmt: skip
_SCRIPT = [(code, re.compile(f"[{letters}]")) for code, letters in _SCRIPTS]
# Within one script: the letters, or words, that one language alone uses.
_KIN = {
    "ru": (
        ("uk", re.compile(r"[іїєґ]", re.IGNORECASE)),
        ("sr", re.compile(r"[ђјљњћџ]", re.IGNORECASE)),
        ("bg", re.compile(r"\b(?:къде|моята|поръчка\w*|искам|кога|благодаря|моля|съм|пратка\w*|няма|още|пари\w*те|как да|може ли)\b|ъ[^\s]", re.IGNORECASE)),
    ),
    "ar": (("ur", re.compile(r"[ٹڈڑےںہھ]")), ("fa", re.compile(r"[پچژگکی]"))),
    "hi": (("mr", re.compile(r"\b(?:आहे|माझी|माझा|माझे|कुठे|नाही|हवे|हवी|कधी|करायची|करायचे)\b|आहे|माझ")),),
}  # fmt: skip
_MARKS = (
    (frozenset("ß"), ("de",)), (frozenset("ñ¿¡"), ("es",)), (frozenset("ãõ"), ("pt",)), (frozenset("łąęśźżć"), ("pl",)),
    (frozenset("őű"), ("hu",)), (frozenset("şğı"), ("tr",)), (frozenset("øæ"), ("da", "no")), (frozenset("ěřů"), ("cs",)),
    (frozenset("țșă"), ("ro",)), (frozenset("đơưạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷ"), ("vi",)), (frozenset("äö"), ("de", "sv", "fi")),
    (frozenset("å"), ("sv", "da", "no")), (frozenset("čšž"), ("hr", "cs")), (frozenset("çêèàœ"), ("fr",)), (frozenset("ü"), ("de", "tr")),
)  # fmt: skip
_ENOUGH, _LEAD, _SHORT = 1.5, 0.3, 3
# So many examples must have a word of another language before it is an English one too.
_MANY = 6
# What no English text knows weighs more than what it may be: people mix English nouns into everything.
_FOREIGN = 1.4


@dataclass(frozen=True, slots=True)
class Language:
    """A language's code (ISO 639-1) and English name, and how sure that is (0 to 1)."""

    code: str
    name: str
    confidence: float


@cache
def _words() -> dict[str, dict[str, float]]:
    """Return for each word the languages that use it; a word of several weighs less for each."""
    users: dict[str, list[str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            code, *words = line.split()
            for word in dict.fromkeys(words):
                users.setdefault(word, []).append(code)
    return {
        word: dict.fromkeys(codes, (0.5 if len(word) == 1 else 1.0) / min(len(codes), 3))
        for word, codes in users.items()
    }


def language_of(text: str) -> Language | None:
    """Return the language of a message; None where it is too short or mixed to tell.

    English is the answer wherever its words prevail, so slips, names and numbers in English do not count as foreign.
    """
    bare = _NAMED.sub(" ", text)
    return _by_script(bare) or _by_words(bare)


def _by_script(text: str) -> Language | None:
    letters = sum(character.isalpha() for character in text)
    found = {code: len(pattern.findall(text)) for code, pattern in _SCRIPT}
    code = (
        "ja"
        if found["ja"] and found["ja"] + found["zh"] >= letters / 3
        else max(found, key=lambda one: found[one])
    )
    share = (found[code] + (found["zh"] if code == "ja" else 0)) / max(letters, 1)
    # Marks above and below Indian and Thai letters are no letters to `isalpha`.
    if found[code] < 2 or share < 0.3:
        return None
    for kin, pattern in _KIN.get(code, ()):
        if pattern.search(text):
            code = kin
            break
    return Language(code, _NAMES[code], min(1.0, 0.5 + share / 2))


def _by_words(text: str) -> Language | None:
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    if not words:
        return None
    table = _words()
    scores: defaultdict[str, float] = defaultdict(float)
    english = 0.0
    for word in words:
        for code, weight in table.get(word, {}).items():
            scores[code] += weight * (_FOREIGN if _is_foreign(word) else 1.0)
        english += _weight_in_english(word, known_elsewhere=word in table)
    for letters, codes in _MARKS:
        if letters & set(text.lower()):
            for code in codes:
                scores[code] += 1.2 / len(codes)
    code, score = max(scores.items(), key=lambda one: one[1], default=("en", 0.0))
    enough = _ENOUGH if len(words) > _SHORT else 0.9 if len(words) > 1 else 0.95
    unknown = len(words) - english
    its_own = [word for word in words if code in table.get(word, {})]
    # One word that English has too ("refund" is borrowed by many) is no sign of another language by itself.
    if len(its_own) == 1 and not _is_foreign(its_own[0]):
        score = 0.0
    if score >= enough and score > english + _LEAD and unknown >= len(words) * 0.35:
        rival = sorted(scores.values())[-2] if len(scores) > 1 else 0.0
        return Language(code, _NAMES[code], round(min(0.99, score / (score + english + rival / 2)), 3))
    if english >= len(words) / 2:
        return Language("en", _NAMES["en"], round(min(0.99, english / (english + score)), 3))
    return None


def _is_foreign(word: str) -> bool:
    return not _is_used(word) and not is_english(word)


def _is_used(word: str) -> bool:
    """Tell whether people write a word in English here; one that another language has too, only where many do."""
    return word in examples_words(_MANY if word in _words() else 1)


def _weight_in_english(word: str, *, known_elsewhere: bool) -> float:
    """Return how much a word speaks for English: fully where the examples use it, half where others do too."""
    bare = word.removesuffix("'s")
    if _is_used(bare):
        return 0.5 if known_elsewhere else 1.0
    if known_elsewhere:
        return 0.0
    return 0.8 if is_english(bare) else 0.25
