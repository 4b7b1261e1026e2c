"""The changes over REST, built from the registry: every action stands where it says, and takes `?dry_run=true`.

The request itself is the yes. Above a limit the answer is 202, and a colleague approves it at `/approvals`.
"""

import inspect
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from support_ai.access.permission import Permission
from support_ai.actions import service
from support_ai.actions.registry import ACTIONS
from support_ai.actions.schemas import ChangeOut
from support_ai.core.action import AnyAction, Arguments
from support_ai.core.caller import requires
from support_ai.core.clock import now
from support_ai.core.database import Connection
from support_ai.core.http import Tx
from support_ai.orders.paths import ORDER_NUMBER

DryRun = Annotated[bool, Query(description="Show what it would do, and change nothing.")]
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": ChangeOut, "description": "It waits for a colleague's approval."}
}
router = APIRouter()


async def _run(
    action: AnyAction, response: Response, conn: Connection, said: Arguments, *, dry_run: bool
) -> ChangeOut:
    if dry_run:
        shown = await service.preview(conn, action, said, now())
        return ChangeOut(
            state="preview", proposal_id=None, needs_role=shown.needs_role, preview=shown.preview, result={}
        )
    made = await service.perform(conn, action, said, now())
    if made.needs_role is not None:
        response.status_code = HTTPStatus.ACCEPTED
    return ChangeOut(
        state=made.state,
        proposal_id=made.proposal_id,
        needs_role=made.needs_role,
        preview=made.preview,
        result=made.result,
    )


def _endpoint(action: AnyAction, ids: list[str]) -> Callable[..., Awaitable[ChangeOut]]:
    """Return the function of one route: FastAPI reads its signature, which the action's arguments decide."""

    async def change(**given: Any) -> ChangeOut:
        sent: Arguments | None = given.get("sent")
        fields = {} if sent is None else dict(sent)
        said = action.arguments.model_validate(fields | {name: given[name] for name in ids})
        return await _run(action, given["response"], given["conn"], said, dry_run=given["dry_run"])

    kind = inspect.Parameter.KEYWORD_ONLY
    taken = [
        inspect.Parameter("response", kind, annotation=Response),
        inspect.Parameter("conn", kind, annotation=Tx),
        inspect.Parameter("dry_run", kind, annotation=DryRun, default=False),
    ]
    for name in ids:
        field = action.arguments.model_fields[name]
        declared = Annotated[field.rebuild_annotation(), Path()]
        taken.append(inspect.Parameter(name, kind, annotation=declared))
    if action.body is not None:
        taken.append(inspect.Parameter("sent", kind, annotation=action.body))
    vars(change)["__signature__"] = inspect.Signature(taken, return_annotation=ChangeOut)
    change.__doc__ = inspect.getdoc(type(action))
    return change


def _with_slashes(path: str) -> str:
    """Return the address with numbers that may hold a slash; the order's own is none of its changes'."""
    kind = ORDER_NUMBER if path.endswith("{number}") else "path"
    return path.replace("{number}", f"{{number:{kind}}}").replace("{customer_id}", "{customer_id:path}")


def _add(action: AnyAction, route: str) -> None:
    method, path = route.split(" ")
    ids = re.findall(r"\{(\w+)\}", path)
    allowed: list[Permission] = [one for one in (action.own, action.others) if one is not None]
    router.add_api_route(
        _with_slashes(path),
        _endpoint(action, ids),
        methods=[method],
        response_model=ChangeOut,
        responses=_ACCEPTED if method == "POST" else None,
        dependencies=[Depends(requires(*allowed))],
        name=f"{action.name}_of_{ids[0]}" if ids else action.name,
        tags=[path.split("/")[1]],
    )


for _action in ACTIONS.values():
    for _route in _action.routes:
        _add(_action, _route)
