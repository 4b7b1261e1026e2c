"""`support-ai policies`: every rule with its id, its sentence, and the setting in force that decides it."""

from functools import reduce

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from support_ai.access.actor import Reason, System
from support_ai.access.role import Role
from support_ai.actions import rules as actions
from support_ai.config import Settings
from support_ai.core.rule import Rule
from support_ai.orders import rules as orders
from support_ai.payments import rules as payments
from support_ai.shop import documents
from support_ai.shop.limits import LIMITS, LimitKind, Limits
from support_ai.shop.rules import RULES, ShopRules
from support_ai.stored import open_stored

ALL: tuple[Rule, ...] = (*orders.ALL, *payments.ALL, *actions.ALL)
_ROLES = (Role.CUSTOMER, Role.SUPPORT_AGENT, Role.ADMIN, Role.OWNER)


async def tell_policies(settings: Settings) -> None:
    """Print the rules in force and the limits of each role."""
    async with (
        open_stored(settings) as stored,
        stored.database.transaction(System(Reason.START), read_only=True) as conn,
    ):
        rules, limits = await documents.newest(conn, RULES), await documents.newest(conn, LIMITS)
    console = Console(highlight=False)
    console.print(_table_of_rules(rules.settings))
    console.print(_table_of_limits(limits.settings))
    told = f"Rules: version {rules.version}, by {rules.changed_by}. Limits: version {limits.version}, by {limits.changed_by}."
    console.print(told, soft_wrap=True)


def in_force(rule: Rule, settings: ShopRules) -> str:
    """Return the settings that decide a rule, with their values: `returns.window_days = 30`."""
    told: list[str] = []
    for name in filter(None, (part.strip() for part in rule.setting.split(","))):
        if name == "limits":
            continue
        value = reduce(getattr, name.split("."), settings)
        told.append(f"{name} = {', '.join(value) if isinstance(value, tuple) else _word(value)}")
    return "\n".join(told)


def _word(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _table_of_rules(settings: ShopRules) -> Table:
    table = Table("rule", "what people are told when it says no", "setting in force", title="Rules")
    for rule in ALL:
        table.add_row(rule.id, escape(rule.sentence), escape(in_force(rule, settings)))
    return table


def _table_of_limits(limits: Limits) -> Table:
    table = Table(
        "role", "limit on", "at once", "in a day", title="Limits, in whole units of the order's currency"
    )
    for role in _ROLES:
        for kind in LimitKind:
            limit = limits.of(role).of(kind)
            figures = ["none" if one is None else f"{one:,}" for one in (limit.per_action, limit.per_day)]
            table.add_row(role.value, kind.value, *figures)
    return table
