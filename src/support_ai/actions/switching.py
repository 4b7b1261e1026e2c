"""What the shop has set for the changes that the assistant proposes: on, off, or only with a colleague's approval."""

from support_ai.access.role import Role
from support_ai.actions.models import Proposal
from support_ai.core.database import Connection
from support_ai.core.errors import ForbiddenError
from support_ai.shop.behaviour_policy import tool_setting
from support_ai.shop.behaviour_service import behaviour_for
from support_ai.shop.tool_names import ToolName, ToolSetting


class SwitchedOffError(ForbiddenError):
    """The shop lets me do this no more: ask for a person."""

    code = "assistant.tool.off"


async def role_by_setting(conn: Connection, action: str) -> Role | None:
    """Return the least role whose approval the assistant's change needs by the settings; SwitchedOffError where it is off."""
    match tool_setting(await behaviour_for(conn, draft=False), ToolName(action)):
        case ToolSetting.OFF:
            raise SwitchedOffError
        case ToolSetting.WITH_APPROVAL:
            return Role.SUPPORT_AGENT
        case ToolSetting.ON:
            return None


async def role_of_assistants(conn: Connection, proposal: Proposal) -> Role | None:
    """Return the same for a proposal; what was asked for outside a conversation is no change of the assistant's."""
    return None if proposal.conversation_id is None else await role_by_setting(conn, proposal.action)
