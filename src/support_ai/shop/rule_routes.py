"""The shop's rules over HTTP: colleagues read them, managers change them."""

from fastapi import APIRouter, Depends

from support_ai.access.permission import Permission
from support_ai.core.caller import requires
from support_ai.core.http import Tx
from support_ai.shop import documents
from support_ai.shop.document_schemas import ChangeIn, Latest, VersionOut, VersionsOut
from support_ai.shop.rules import RULES, ShopRules

router = APIRouter(
    prefix="/shop/rules", tags=["shop"], dependencies=[Depends(requires(Permission.RULES_CONFIGURE))]
)


@router.get("")
async def read_rules(conn: Tx) -> VersionOut[ShopRules]:
    """Return the rules; version 0 holds those of a new shop."""
    return VersionOut[ShopRules].of(await documents.newest(conn, RULES))


@router.put("")
async def change_rules(sent: ChangeIn[ShopRules], conn: Tx) -> VersionOut[ShopRules]:
    """Store new rules, which count at once; what was proposed under the old ones is decided again."""
    return VersionOut[ShopRules].of(await documents.change(conn, RULES, sent.version, sent.settings))


@router.get("/versions")
async def rule_versions(conn: Tx, limit: Latest = 20) -> VersionsOut[ShopRules]:
    """Return who changed the rules when."""
    return VersionsOut[ShopRules].of(await documents.versions(conn, RULES, limit))
