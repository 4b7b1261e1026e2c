"""What everybody may know of the shop before they say a word: its name, its looks, its greeting."""

from dataclasses import dataclass
from uuid import UUID

from support_ai.access.actor import Visitor
from support_ai.core.database import Connection, Database
from support_ai.shop import behaviour_service, documents, logo_service
from support_ai.shop import service as shop
from support_ai.shop.appearance import APPEARANCE
from support_ai.shop.behaviour_policy import greeting

# Who sees what is the same for everybody.
NOBODY = Visitor(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Looks:
    """How the shop's chat presents itself; what is None there is not."""

    shop: str
    assistant: str
    greeting: str
    languages: tuple[str, ...]
    colour: str | None
    logo_url: str | None
    privacy_url: str | None


async def read_looks(conn: Connection) -> Looks:
    """Return how the shop's chat presents itself now."""
    settings = await shop.settings(conn)
    behaviour = await behaviour_service.behaviour_for(conn, draft=False)
    appearance = (await documents.newest(conn, APPEARANCE)).settings
    digest = await logo_service.logo_digest(conn)
    return Looks(
        settings.name,
        behaviour.name,
        greeting(behaviour, settings.name),
        tuple(one.value for one in behaviour.languages),
        appearance.colour,
        None if digest is None else f"/shop/logo?v={digest[:12]}",
        appearance.privacy_url,
    )


async def looks_of(database: Database) -> Looks:
    """Return the same in a transaction of its own, as the visitor nobody."""
    async with database.transaction(NOBODY, read_only=True) as conn:
        return await read_looks(conn)
