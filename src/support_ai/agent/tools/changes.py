"""Every change as a tool: it plans and shows, and does nothing. What is planned in a turn becomes one offer at its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from support_ai.access.role import Role
from support_ai.actions import service
from support_ai.actions.registry import ACTIONS
from support_ai.actions.switching import role_by_setting
from support_ai.agent.tools.tool import AnyTool, Scene, Tool
from support_ai.core.action import AnyAction, Arguments, Preview
from support_ai.core.database import Connection

# What customers may not name: whose it is comes from their session.
_OF_ANOTHER = "customer_id"
_WORDS = frozenset({"reason", "address1", "address2", "city", "state", "postal_code", "country"})


@dataclass(frozen=True, slots=True)
class Planned:
    """A change as it would be done now, and the least role that would have to approve it; None where a yes is enough."""

    action: AnyAction
    arguments: Arguments
    preview: Preview
    needs_role: Role | None

    def words(self) -> tuple[str, ...]:
        """Return what whoever planned it wrote into it."""
        said = self.arguments.model_dump()
        return tuple(said[name] for name in sorted(_WORDS & said.keys()) if isinstance(said[name], str))


def _tool(action: AnyAction, *, own: bool) -> AnyTool:
    """Return an action's tool for customers, or for colleagues."""
    needed = action.own if own else action.others
    is_named = own and _OF_ANOTHER in action.arguments.model_fields
    typed = action.body if is_named and action.body is not None else action.arguments

    async def work(conn: Connection, scene: Scene, wanted: Arguments) -> Planned:
        arguments = action.arguments.model_validate(wanted.model_dump())
        by_setting = await role_by_setting(conn, action.name)
        shown = await service.preview(conn, action, arguments, scene.now)
        return Planned(action, arguments, shown.preview, shown.needs_role or by_setting)

    return Tool(
        action.name,
        (type(action).__doc__ or "").strip(),
        typed,
        () if needed is None else (needed,),
        work,
        needs_record=own,
        named=lambda planned: planned.preview.subject,
        subject="change",
        words=_WORDS,
        action=action,
    )


OWN_CHANGES: Mapping[str, AnyTool] = MappingProxyType(
    {name: _tool(action, own=True) for name, action in ACTIONS.items() if action.own is not None}
)
CHANGES: Mapping[str, AnyTool] = MappingProxyType(
    {name: _tool(action, own=False) for name, action in ACTIONS.items() if action.others is not None}
)
