"""The demo shop as the table of operations finds it: who calls, and the things of Rohan's that they call for."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from io import BytesIO
from uuid import UUID

from PIL import Image

from support_ai.access.actor import Visitor
from support_ai.channels.web.rating_link import link
from support_ai.core.clock import now
from support_ai.identity.first_owner import setup_token
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import CODE, COOKIE, as_owner, give_code, person_of

DEMO_PASSWORD = "demo-secret-1"
# Where no owner is left to make one.
_UNKNOWN_KEY = f"sak_{'0' * 12}_{'a' * 43}"


class Caller(StrEnum):
    """Who knocks: the columns of the table, in its order. Michael is a stranger to Rohan, whose things are asked for."""

    NOBODY = "nobody"
    VISITOR = "visitor"
    ROHAN = "rohan"
    MICHAEL = "michael"
    EMMA = "emma"
    ADMIN = "admin"
    OWNER = "owner"
    KEY = "key"


COLLEAGUES = frozenset({Caller.EMMA, Caller.ADMIN, Caller.OWNER})


@dataclass(frozen=True, slots=True)
class Sent:
    """What a valid example request carries beside its caller; `ids` fill the path."""

    ids: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, object] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def path(self, template: str) -> str:
        """Return the path of an operation with the ids in it; KeyError names the one that is missing."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: self.ids[found[1]], template)


@dataclass(frozen=True, slots=True)
class Scene:
    """The running demo shop; whatever an example needs is made anew for each call."""

    demo: Demo
    addresses: Addresses

    async def headers(self, caller: Caller) -> dict[str, str]:
        """Return the headers that prove a caller, in a session of its own."""
        match caller:
            case Caller.NOBODY:
                return {}
            case Caller.KEY:
                return {"authorization": f"Bearer {await self._key()}"}
            case Caller.VISITOR:
                answer = await self.demo.client.post("/auth/socket-ticket")
                return {"authorization": f"Bearer {answer.json()['visitor_token']}"}
            case _:
                return await self.demo.headers(caller.value)

    async def _key(self) -> str:
        """Return a new key of the shop's back end, for everything that keys are for."""
        wanted = {"name": "till", "scopes": ["import", "export"]}
        answer = await self.demo.client.post(
            "/integration/keys", headers=await self.demo.headers("owner"), json=wanted
        )
        return str(answer.json().get("key", _UNKNOWN_KEY))

    async def conversation(self) -> str:
        """Return a new conversation of Rohan's."""
        answer = await self.demo.client.post(
            "/chat", headers=await self.demo.headers("rohan"), json={"message": "Where is my order?"}
        )
        return str(answer.json()["conversation_id"])

    async def taken_conversation(self, caller: Caller) -> str:
        """Return a conversation of Rohan's that only the caller answers, or Emma where the caller is no colleague."""
        conversation = await self.conversation()
        colleague = caller if caller in COLLEAGUES else Caller.EMMA
        await self.demo.client.post(
            f"/conversations/{conversation}/take", headers=await self.headers(colleague)
        )
        return conversation


Prepare = Callable[[Scene, Caller], Awaitable[Sent]]


def fixed(
    *,
    ids: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, object] | None = None,
) -> Prepare:
    """Return an example that is the same whoever calls, and needs nothing to be made before."""

    async def prepare(_scene: Scene, _caller: Caller) -> Sent:
        return Sent(ids or {}, query or {}, body)

    return prepare


BARE = fixed()


async def conversation(scene: Scene, _caller: Caller) -> Sent:
    """Ask for a conversation of Rohan's."""
    return Sent({"conversation_id": await scene.conversation()})


async def chat_on(scene: Scene, caller: Caller) -> Sent:
    """Go on in a conversation of Rohan's; who may only begin one of their own begins it."""
    own = caller in (Caller.NOBODY, Caller.KEY)
    started = {} if own else {"conversation_id": await scene.conversation()}
    return Sent(body={"message": "Where is my order?", **started})


async def answer(scene: Scene, caller: Caller) -> Sent:
    """Answer as a colleague in a conversation of Rohan's that was taken."""
    return Sent(
        {"conversation_id": await scene.taken_conversation(caller)}, body={"message": "Good morning."}
    )


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


async def rated(scene: Scene, _caller: Caller) -> Sent:
    """Rate a conversation of Rohan's."""
    return Sent(
        {"conversation_id": await scene.conversation()}, body={"score": 4, "comment": "Quick and kind."}
    )


async def rating_link(scene: Scene, _caller: Caller) -> Sent:
    """Open the link of a mail, by which a conversation of Rohan's is rated."""
    rohan = await person_of(scene.demo.shop, await scene.headers(Caller.ROHAN))
    ring = scene.demo.shop.resources.identity.ring
    assert not isinstance(rohan, Visitor)
    address = link(ring, "", rohan.account_id, UUID(await scene.conversation()), now())
    return Sent({"token": address.rpartition("/")[2]})


async def rating_form(scene: Scene, caller: Caller) -> Sent:
    """Send the form of the page behind such a link."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    return replace(await rating_link(scene, caller), content=b"score=5&comment=Thanks", headers=form)


async def hand_back(scene: Scene, caller: Caller) -> Sent:
    """Give back a conversation of Rohan's that was taken."""
    return Sent({"conversation_id": await scene.taken_conversation(caller)})


async def noted(scene: Scene, _caller: Caller) -> Sent:
    """Note something on a conversation of Rohan's."""
    return Sent({"conversation_id": await scene.conversation()}, body={"text": "Call the carrier."})


async def passed_on(scene: Scene, caller: Caller) -> Sent:
    """Give a conversation of Rohan's that was taken back to the queue."""
    return Sent({"conversation_id": await scene.taken_conversation(caller)}, body={"account_id": None})


async def cookie(scene: Scene, _caller: Caller) -> Sent:
    """Bring the refresh cookie of Rohan's browser."""
    answer = await scene.demo.client.post(
        "/auth/login", json={"email": "rohan@example.com", "password": DEMO_PASSWORD}
    )
    token = answer.cookies[COOKIE]
    scene.demo.client.cookies.clear()
    return Sent(headers={"cookie": f"{COOKIE}={token}"})


async def code(scene: Scene, caller: Caller) -> Sent:
    """Enter the code that the caller was sent."""
    if caller in (Caller.ROHAN, Caller.MICHAEL, Caller.EMMA, Caller.ADMIN, Caller.OWNER):
        await give_code(scene.demo.shop, await scene.headers(caller))
    return Sent(body={"code": CODE})


async def set_up(scene: Scene, caller: Caller) -> Sent:
    """Open the link of a shop that has no owner."""
    as_owner(
        scene.addresses,
        "update accounts set role = 'admin', disabled_at = now() where role = 'owner' returning 1",
    )
    token = await setup_token(scene.demo.shop.resources.identity)
    return Sent(
        body={
            "token": token,
            "email": f"first-{caller}@example.com",
            "name": "First",
            "password": "correct horse battery",
        }
    )


async def _code_for(scene: Scene, path: str) -> dict[str, object]:
    """Return the challenge and the code that Rohan gets for asking at a path; what was asked before is forgotten."""
    mails = scene.demo.shop.mail.mails
    as_owner(scene.addresses, "delete from one_time_codes returning 1")
    before = len(mails)
    asked = await scene.demo.client.post(path, json={"email": "rohan@example.com"})
    for _ in range(200):
        # A mail may also tell of something that happened before.
        code = next(
            (found[0] for mail in mails[before:] if (found := re.search(r"\b\d{6}\b", mail.body))), None
        )
        if code is not None:
            return {"challenge": asked.json()["challenge"], "code": code}
        await asyncio.sleep(0.05)
    message = "no code after ten seconds"
    raise AssertionError(message)


async def sign_in_code(scene: Scene, _caller: Caller) -> Sent:
    """Enter the code that Rohan was sent to sign in."""
    return Sent(body=await _code_for(scene, "/auth/otp/request"))


async def reset_code(scene: Scene, _caller: Caller) -> Sent:
    """Choose another password by the code that Rohan was sent."""
    return Sent(body={**await _code_for(scene, "/auth/password/forgot"), "password": "correct horse battery"})


async def session(scene: Scene, _caller: Caller) -> Sent:
    """End a session of Rohan's."""
    person = await person_of(scene.demo.shop, await scene.headers(Caller.ROHAN))
    return Sent({"session_id": str(person.session_id)})


async def lonely_account(scene: Scene, caller: Caller) -> Sent:
    """Name an account that opens no customer's record."""
    email = f"lonely-{caller}@example.com"
    await scene.demo.shop.register(email, "correct horse battery")
    person = await person_of(scene.demo.shop, await scene.demo.shop.login(email, "correct horse battery"))
    number = str(person.account_id)
    return Sent({"account_id": number}, body={"account_id": number})


def _picture() -> Sent:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return Sent(content=drawn.getvalue(), headers={"content-type": "image/png"})


async def picture(_scene: Scene, _caller: Caller) -> Sent:
    """Send a small picture."""
    return _picture()


async def stored_picture(scene: Scene, _caller: Caller) -> Sent:
    """Ask for the logo, which there is."""
    sent = _picture()
    await scene.demo.client.put(
        "/shop/logo", content=sent.content, headers={**sent.headers, **await scene.headers(Caller.OWNER)}
    )
    return Sent()


def document(name: str) -> Prepare:
    """Return an example that stores a document of settings as it is."""

    async def prepare(scene: Scene, _caller: Caller) -> Sent:
        found = await scene.demo.client.get(f"/shop/{name}", headers=await scene.headers(Caller.OWNER))
        return Sent(body={"version": found.json()["version"], "settings": found.json()["settings"]})

    return prepare
