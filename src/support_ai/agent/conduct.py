"""How the assistant behaves in a turn: what the shop has set, and whether what it does counts."""

from dataclasses import dataclass, field

from support_ai.shop.behaviour import Behaviour
from support_ai.shop.behaviour_policy import greeting, tool_setting
from support_ai.shop.tool_names import ToolName, ToolSetting


@dataclass(frozen=True, slots=True)
class Conduct:
    """The shop's settings and its name; in a `sandbox` nothing that is done has an effect."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    shop: str = ""
    sandbox: bool = False

    @property
    def greeting(self) -> str:
        """Return what the assistant says first, with the names in their places."""
        return greeting(self.behaviour, self.shop)

    @property
    def off(self) -> frozenset[str]:
        """Return the names of the tools that nobody is offered."""
        return frozenset(
            tool.value for tool in ToolName if tool_setting(self.behaviour, tool) is ToolSetting.OFF
        )
