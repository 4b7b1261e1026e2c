"""What the table of operations finds of the assistant's settings: a draft, and something published to go back from."""

from uuid import uuid4

from tests.security.scene import Caller, Scene, Sent

_PATH = "/shop/assistant"


async def _drafted(scene: Scene) -> int:
    """Store a draft that differs from every one before, and return its version."""
    client, headers = scene.demo.client, await scene.headers(Caller.OWNER)
    before = await client.get(f"{_PATH}/draft", headers=headers)
    current = await client.get(_PATH, headers=headers)
    sent = {
        "version": before.json()["version"] if before.is_success else 0,
        "made_from": current.json()["version"],
        "settings": {"name": f"Ada {uuid4().hex[:8]}"},
    }
    saved = await client.put(f"{_PATH}/draft", headers=headers, json=sent)
    return int(saved.json()["version"])


async def draft(scene: Scene, _caller: Caller) -> Sent:
    """Ask for the draft, which there is."""
    await _drafted(scene)
    return Sent()


async def changed_draft(scene: Scene, _caller: Caller) -> Sent:
    """Change the draft."""
    version = await _drafted(scene)
    current = await scene.demo.client.get(_PATH, headers=await scene.headers(Caller.OWNER))
    return Sent(
        body={"version": version, "made_from": current.json()["version"], "settings": {"tone": "formal"}}
    )


async def discarded_draft(scene: Scene, _caller: Caller) -> Sent:
    """Discard the draft."""
    return Sent(query={"version": str(await _drafted(scene))})


async def draft_to_publish(scene: Scene, _caller: Caller) -> Sent:
    """Publish the draft."""
    return Sent(body={"version": await _drafted(scene)})


async def published(scene: Scene, _caller: Caller) -> Sent:
    """Go back to a new shop's settings from others."""
    sent = {"version": await _drafted(scene)}
    await scene.demo.client.post(f"{_PATH}/publish", headers=await scene.headers(Caller.OWNER), json=sent)
    return Sent(body={"version": 0})
