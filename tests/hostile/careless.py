"""Tools that forget who asks: each returns every row of one table. Only row security stands behind them."""

from support_ai.access.permission import Permission
from support_ai.agent.brain import Refusal
from support_ai.agent.tools.tool import Nothing, Scene, Tool
from support_ai.core.database import Connection
from tests.hostile.calls import Calling, FoundError
from tests.hostile.truth import foreign_in


def reading(table: str) -> Tool[Nothing, list[str]]:
    """Return a tool that returns a table as it is, with no word of whose rows."""

    async def work(conn: Connection, scene: Scene, wanted: Nothing) -> list[str]:
        cursor = await conn.execute(f"select to_jsonb(t)::text from {table} t".encode())
        return [str(row[0]) for row in await cursor.fetchall()]

    return Tool(f"read_{table}", "Return everything.", Nothing, (Permission.ASK,), work)


async def look(calling: Calling, table: str) -> int:
    """Return how many rows a careless tool returns as somebody; FoundError where it gives what is foreign."""
    tool = reading(table)
    tools = await calling.toolset()
    tools.offered = {**tools.offered, tool.name: tool}
    answer = await tools.use(tool, Nothing())
    if isinstance(answer, Refusal):
        return 0
    found = foreign_in(repr(answer), calling.foreign, ())
    if found:
        raise FoundError(f"{calling.persona.name} read {found[:3]} in {table}")
    return len(answer)
