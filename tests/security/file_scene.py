"""Files of Rohan's conversations, as the table of operations needs them."""

from tests.security.scene import Caller, Scene, Sent

_FILE = {"content-type": "text/plain", "content-disposition": "attachment; filename*=UTF-8''note.txt"}


async def uploading(scene: Scene, caller: Caller) -> Sent:
    """Attach a file to a conversation of Rohan's that was taken."""
    ids = {"conversation_id": await scene.taken_conversation(caller)}
    return Sent(ids, content=b"The box was open.", headers=_FILE)


async def said_file(scene: Scene, _caller: Caller) -> Sent:
    """Ask for a file that Rohan sent with a message."""
    conversation, headers = await scene.conversation(), await scene.headers(Caller.ROHAN)
    stored = await scene.demo.client.post(
        f"/conversations/{conversation}/files", headers=headers | _FILE, content=b"The box was open."
    )
    file_id = stored.json()["file_id"]
    said = {"message": "Look.", "conversation_id": conversation, "file_ids": [file_id]}
    await scene.demo.client.post("/chat", headers=headers, json=said)
    return Sent({"conversation_id": conversation, "file_id": file_id})
