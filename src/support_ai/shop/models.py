"""How the shop is set up."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """The newest version of the shop's settings; `default_region` reads phone numbers without a country."""

    name: str
    time_zone: ZoneInfo
    currency: str
    default_region: str
