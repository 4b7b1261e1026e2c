"""Money is an integer of minor units and a currency; decimals exist only in files and in sentences."""

import re
from dataclasses import dataclass

from support_ai.core.errors import InvalidError

_DECIMAL = re.compile(r"^(-?)(\d{1,12})(?:\.(\d{1,4}))?$", re.ASCII)
# ISO 4217: the currencies in use, and those whose minor unit is not a hundredth.
_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
EXPONENTS = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(_WITH_THOUSANDTHS.split(), 3),
    "CLF": 4,
}
_USUAL_EXPONENT = 2
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "BRL": "R$", "INR": "₹", "KRW": "₩"}


class MoneyError(InvalidError):
    """This is not an amount of money."""

    code = "invalid_money"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """Write the amount as people read it."""
        return format_money(self.minor, self.currency)


def exponent(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217); MoneyError where there is no such currency."""
    if currency not in CURRENCIES:
        raise MoneyError(f"{currency[:8]!r} is no currency of ISO 4217, such as USD.", field="currency")
    return EXPONENTS.get(currency, _USUAL_EXPONENT)


def parse_money(text: str, currency: str) -> int:
    """Return a decimal such as `12.5` in minor units; MoneyError for anything else or more decimals."""
    match = _DECIMAL.match(text)
    if match is None:
        raise MoneyError(f"{text[:40]!r} is not an amount such as 12.50.")
    places = exponent(currency)
    sign, whole, fraction = match[1], match[2], (match[3] or "").rstrip("0")
    if len(fraction) > places:
        raise MoneyError(f"{text} has more decimals than {currency} has.")
    minor = int(whole + fraction.ljust(places, "0"))
    return -minor if sign else minor


def decimal_text(minor: int, currency: str) -> str:
    """Return minor units as a plain decimal with all of the currency's places: what `parse_money` reads."""
    places = exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if minor < 0 else text


def format_money(minor: int, currency: str) -> str:
    """Return the amount as people read it: `$1,234.50`, `-€5.00`, `CHF 20.00`."""
    whole, _, fraction = decimal_text(abs(minor), currency).partition(".")
    number = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    sign = "-" if minor < 0 else ""
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{number}" if symbol else f"{sign}{currency} {number}"
