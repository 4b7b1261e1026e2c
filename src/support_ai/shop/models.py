"""How the shop is set up."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from support_ai.shop.security import SecuritySettings


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """The newest version of the shop's settings; `default_region` reads phone numbers without a country."""

    name: str
    time_zone: ZoneInfo
    currency: str
    default_region: str


@dataclass(frozen=True, slots=True)
class SecurityVersion:
    """One version of the security settings, and who made it when; version 0 was made by nobody."""

    version: int
    settings: SecuritySettings
    changed_at: datetime | None
    changed_by: str
