"""How a return or an exchange is brought further."""

from typing import Any

from tests.orders.contract.scene import Scene
from tests.orders.making import Made


async def steps(
    scene: Scene, made: Made, return_id: int, *statuses: str, who: str = "owner"
) -> dict[str, Any]:
    """Bring a return some steps further and return the last answer."""
    answer = None
    for status in statuses:
        answer = await scene.tried(who, f"/returns/{return_id}/status", {"status": status}, made=made)
        assert answer.status == 200, answer.body
    assert answer is not None
    return answer.body
