"""What people should not have written is not kept: numbers of payment cards, what stands with them, and passwords."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from support_ai.core.letters import with_plain_digits

# Groups of digits with at most three marks between them: blanks, line ends, dots, dashes, what nobody sees.
_MARKS = r"[\s.,_/|*\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff]{1,3}"
_RUN = re.compile(rf"\d+(?:{_MARKS}\d+)*")
_GROUP = re.compile(r"\d+")
_SHORTEST, _LONGEST = 13, 19
# Issuers by their first digits, and how long their numbers are (ISO/IEC 7812).
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}"
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}|220[0-4]\d{12,15}|(?:60|81|82)\d{14}|508\d{13}|9792\d{12}"
)
_CARD_WORD = re.compile(
    r"card|visa|master|amex|express|maestro|debit|credit|karte|tarjeta|carte|cart[aã]o|carta|kaart|rupay|\bcc\b"
    r"|कार्ड|بطاقة|карт",
    re.IGNORECASE,
)
_EXPIRY = re.compile(r"(?<!\d)(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20)?\d{2}(?![\d/.-]?\d)")
_EXPIRY_SAID = re.compile(
    r"\b(?:exp(?:ir\w{1,6})?|valid (?:thru|until|till)|gültig bis|vencimiento|caduca|validade|scadenza)\b[\s.:=]{0,3}"
    r"(?:date|is|on)?[\s.:=]{0,3}((?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20)?\d{2})(?!\d)",
    re.IGNORECASE,
)
_CODE_SAID = re.compile(
    r"(?:\bcv[vc]2?|\bcsc|\bsecurity code|\bcard code|\bprüfziffer|\bkartenprüfnummer|\bcódigo de segur\w{2,6}"
    r"|\bcode de sécurité|\bcryptogramme|सीवीवी|رمز الأمان)[\s:=#]{0,3}(?:number|code|no\.?)?[\s:=#]{0,3}"
    r"(?:is|ist|es|est|é|hai|है)?[\s:=#]{0,3}(\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_CODE_BEHIND = re.compile(r"[\s,;/|]{1,3}(\d{3,4})(?![\d-])")
_NEAR = 40
_CALLED = (
    r"(?:\bpass ?words?|\bpasscode|\bpasswor[td]|\bkennwort|\bcontraseña|\bcontrasena|\bmot de passe|\bsenha|\bwachtwoord"
    r"|\bпароль|पासवर्ड|كلمة (?:المرور|السر))"
)
_PASSWORD_SAID = re.compile(
    rf"{_CALLED}\s{{0,3}}(?:[:=]|(?:is|was|ist|lautet|war|es|est|é|è|era|هي|هو)\s{{0,2}}[:=]?)\s{{0,3}}"
    r"[\"'«“„‘`]?([^\s\"'»”“’`]{3,128})",
    re.IGNORECASE,
)
_PASSWORD_BEFORE_VERB = re.compile(
    rf"{_CALLED}\s{{1,3}}([^\s]{{3,128}})\s{{1,3}}(?:hai|है)(?!\w)", re.IGNORECASE
)
_PIN_SAID = re.compile(r"\bmy (?:card'?s? )?pin (?:is|:|=)?\s?(\d{4})(?!\d)", re.IGNORECASE)
# What follows "my password is" and is no password.
_OTHER_WORDS = (
    "the not wrong incorrect correct right invalid valid forgotten lost expired reset required being too very still also "
    "always never ever now new old same different weak strong safe secure unknown rejected refused accepted changed "
    "working broken compromised stolen hacked case something what how why when where who can could should does did "
    "and but for with that this because no longer short long blocked locked supposed asking saved stored falsch nicht "
    "richtig vergessen abgelaufen incorrecta incorrecto olvidada errónea correcta incorrect oublié expiré incorreta "
    "galat nahi nahin kya kaise bhool bhul गलत नहीं क्या भूल sent hashed encrypted needed unbekannt ungültig zurück "
    "about please help you your all any only just"
)
_NO_PASSWORD = frozenset(_OTHER_WORDS.split())


class Secret(StrEnum):
    """What was put out of sight: a card's number, something else of a card, or a password."""

    CARD = "card"
    CARD_CODE = "card_code"
    PASSWORD = "password"  # noqa: S105 - the kind of a secret, and none


@dataclass(frozen=True, slots=True)
class Masked:
    """A text to keep, and what in it was put out of sight."""

    text: str
    secrets: tuple[Secret, ...] = ()

    @property
    def was_masked(self) -> bool:
        """Tell whether anything was put out of sight."""
        return bool(self.secrets)


def mask(text: str) -> Masked:
    """Return a text without card numbers (`•••• 4242` is left), their codes and dates, and passwords.

    A card's number has an issuer's first digits and length and the right last digit (Luhn), in any script's digits and
    over lines. Order, item, telephone and tracking numbers stay; masking twice changes nothing more.
    """
    flat = with_plain_digits(text)
    cards = [*_cards(flat)]
    spans = [(start, end, f"•••• {last}") for start, end, last in cards]
    beside = _beside(flat, [end for _, end, _ in cards])
    beside += [(*match.span(1), "•••") for match in _CODE_SAID.finditer(flat)]
    beside += [(*match.span(1), "••••") for match in _PIN_SAID.finditer(flat)]
    passwords = [*_passwords(text)]
    spans += [*beside, *passwords]
    found = ((Secret.CARD, cards), (Secret.CARD_CODE, beside), (Secret.PASSWORD, passwords))
    return Masked(_replaced(text, spans), tuple(secret for secret, where in found if where))


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    reached = 0
    for start, end, instead in sorted(spans):
        if start >= reached:
            parts += [text[reached:start], instead]
            reached = end
    return "".join([*parts, text[reached:]])


def _cards(flat: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each card's number begins and ends, and its last four digits."""
    for run in _RUN.finditer(flat):
        groups = [match.span() for match in _GROUP.finditer(flat, run.start(), run.end())]
        first = 0
        while first < len(groups):
            last = _card_from(flat, groups, first)
            if last is None:
                first += 1
                continue
            start, end = groups[first][0], groups[last][1]
            yield start, end, re.sub(r"\D", "", flat[start:end])[-4:]
            first = last + 1


def _card_from(flat: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """Return the last group of the longest card that begins with a group; None where none does."""
    start = groups[first][0]
    context = flat[max(0, start - _NEAR) : start]
    is_named = _CARD_WORD.search(context) is not None
    if flat[max(0, start - 1) : start] == "+" or (not is_named and re.search(r"[\w#]-?$", context)):
        return None
    digits, found = "", None
    for last in range(first, min(len(groups), first + _LONGEST)):
        digits += flat[groups[last][0] : groups[last][1]]
        if len(digits) > _LONGEST:
            break
        if (
            len(digits) >= _SHORTEST
            and _is_card(digits)
            and not flat[groups[last][1] : groups[last][1] + 1].isalpha()
        ):
            sizes = [end - begin for begin, end in groups[first : last + 1]]
            found = last if is_named or _looks_written(sizes) else found
    return found


def _looks_written(sizes: list[int]) -> bool:
    """Tell whether people group a card's digits so: all in one, or in small groups, or as American Express prints them."""
    return len(sizes) == 1 or max(sizes) <= 4 or sizes in ([4, 6, 5], [4, 6, 4], [4, 4, 5], [4, 4, 4, 7])


def _is_card(digits: str) -> bool:
    return _ISSUERS.fullmatch(digits) is not None and _has_right_check_digit(digits)


def _has_right_check_digit(digits: str) -> bool:
    """Tell whether the last digit is the one that Luhn's formula gives (ISO/IEC 7812-1, annex B)."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def _beside(flat: str, ends: list[int]) -> list[tuple[int, int, str]]:
    """Return where expiry dates stand, those said to be one and those behind a card, and a bare code behind either."""
    spans = [(*match.span(1), "••/••") for match in _EXPIRY_SAID.finditer(flat)]
    for end in ends:
        expiry = _EXPIRY.search(flat, end, end + _NEAR)
        if expiry is not None:
            spans.append((*expiry.span(), "••/••"))
        code = _CODE_BEHIND.match(flat, end if expiry is None else expiry.end())
        if code is not None:
            spans.append((*code.span(1), "•••"))
    return spans


def _passwords(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (_PASSWORD_SAID, _PASSWORD_BEFORE_VERB):
        for match in pattern.finditer(text):
            value = match[1].rstrip(".,;!?")
            if value.casefold().rstrip("'’").split("'")[0] not in _NO_PASSWORD and set(value) != {"•"}:
                yield match.start(1), match.start(1) + max(len(value), 1), "••••••"
