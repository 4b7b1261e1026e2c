"""Up to which amounts each role pays back by itself. Above a limit a second person approves; only owners set limits."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from support_ai.access.role import Role
from support_ai.core.money import exponent
from support_ai.core.page import WHOLE
from support_ai.shop.documents import Document

_STRICT = ConfigDict(frozen=True, extra="forbid")
# Whole units: dollars, not cents. None is no limit, nought is never alone.
Units = Annotated[int, Field(ge=0, le=10**9), WHOLE]


class LimitKind(StrEnum):
    """What a limit is on."""

    REFUND = "refund"
    ADJUSTMENT = "adjustment"


class Limit(BaseModel):
    """The most that one person pays out at once and in one day of the shop, in whole units of the order's currency."""

    model_config = _STRICT

    per_action: Units | None = None
    per_day: Units | None = None

    @property
    def is_none(self) -> bool:
        """Tell whether nothing is limited."""
        return self.per_action is None and self.per_day is None

    def minor(self, currency: str) -> tuple[int | None, int | None]:
        """Return both figures in the currency's minor units: nobody here knows rates, so they count in every currency."""
        factor = 10 ** exponent(currency)
        return (
            None if self.per_action is None else self.per_action * factor,
            None if self.per_day is None else self.per_day * factor,
        )


class RoleLimits(BaseModel):
    """The limits of one role."""

    model_config = _STRICT

    refund: Limit = Limit()
    adjustment: Limit = Limit()

    def of(self, kind: LimitKind) -> Limit:
        """Return the limit on one kind of act."""
        return self.refund if kind is LimitKind.REFUND else self.adjustment


class Limits(BaseModel):
    """The limits of every role; customers are people who return what they bought, and owners have none unless one is set."""

    model_config = _STRICT

    customer: RoleLimits = RoleLimits()
    support_agent: RoleLimits = RoleLimits(
        refund=Limit(per_action=300, per_day=1500), adjustment=Limit(per_action=50, per_day=200)
    )
    admin: RoleLimits = RoleLimits(
        refund=Limit(per_action=2000, per_day=10_000), adjustment=Limit(per_action=500, per_day=2000)
    )
    owner: RoleLimits = RoleLimits()

    def of(self, role: Role) -> RoleLimits:
        """Return what counts for a role; visitors have no way to pay anything out."""
        mine: Mapping[Role, RoleLimits] = {
            Role.CUSTOMER: self.customer,
            Role.SUPPORT_AGENT: self.support_agent,
            Role.ADMIN: self.admin,
            Role.OWNER: self.owner,
        }
        return mine.get(role, RoleLimits(refund=_NEVER, adjustment=_NEVER))


_NEVER = Limit(per_action=0, per_day=0)
LIMITS = Document("limits", Limits)
