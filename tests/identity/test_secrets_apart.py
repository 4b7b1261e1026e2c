"""Row B2: each kind of token and secret opens its own door and no other.

A kind that is added later belongs into `Secrets` and `_doors`; the tests walk every pair of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from uuid import uuid4

import pytest

from support_ai.access.actor import Customer, Reason, Staff
from support_ai.access.role import Role
from support_ai.access.scope import Scope
from support_ai.channels.web import rating_link
from support_ai.core.clock import now
from support_ai.core.errors import AppError
from support_ai.identity import invitations, operating, second_factor
from support_ai.identity.api_keys import make_key
from support_ai.identity.first_owner import set_up_owner, setup_token
from support_ai.identity.host_identity import sign_in_by_host
from support_ai.identity.models import Challenge
from support_ai.identity.public_keys import Algorithm
from support_ai.identity.refreshing import refresh_session
from support_ai.identity.service import Identity
from support_ai.identity.sites import add_key, add_site
from support_ai.identity.tokens import TokenKind
from support_ai.identity.verification import verify_email
from tests.identity.signing_in import CODE, COOKIE, EMAIL, PASSWORD, give_code, person_of, verified
from tests.identity.websites import SITE, Backend
from tests.serving import Shop
from tests.shop_files import import_shop

ORIGIN = "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class Secrets:
    """One living secret of each kind, all of the same person where they have one."""

    access: str
    visitor: str
    device: str
    refresh: str
    ticket: str
    setup: str
    code: str
    challenge: str
    invitation: str
    identity: str
    api_key: str
    rating: str


NAMES = [field.name for field in fields(Secrets)]


async def _secrets(shop: Shop) -> tuple[Secrets, Customer | Staff]:
    # Only who has proven an address is known there.
    await verified(shop, "known@example.com")
    await shop.register(EMAIL, PASSWORD)
    headers = await shop.login(EMAIL, PASSWORD)
    await give_code(shop, headers)
    person = await person_of(shop, headers)
    authenticator = shop.resources.authenticator
    identity = shop.resources.identity
    setup = await setup_token(identity)
    assert setup is not None
    token, api_key = await _configured(shop)
    return Secrets(
        access=headers["authorization"].removeprefix("Bearer "),
        visitor=authenticator.new_visitor()[1],
        device=shop.client.cookies["support_ai_device"],
        refresh=shop.client.cookies[COOKIE],
        ticket=await authenticator.issue_ticket(person, ORIGIN),
        setup=setup,
        code=CODE,
        challenge=await _challenge(identity),
        invitation=await operating.invite(identity, "nora@example.com", "Nora", Role.ADMIN) or "",
        identity=token,
        api_key=api_key,
        rating=rating_link.link(identity.ring, "", person.account_id, uuid4(), now()).rpartition("/")[2],
    ), person


async def _challenge(identity: Identity) -> str:
    """Return a sign-in of staff that waits for its second factor."""
    identity.sessions.second_factor_required = True
    await identity.make_account(
        Reason.STAFF_COMMAND, "emma@example.com", name="Emma", role=Role.SUPPORT_AGENT, password=PASSWORD
    )
    challenge = await identity.login("emma@example.com", PASSWORD)
    assert isinstance(challenge, Challenge)
    return challenge.secret


async def _configured(shop: Shop) -> tuple[str, str]:
    """Return a website's identity token for a customer, and a program's key, as an owner has set them up."""
    await import_shop(shop.resources.database, shop.resources.settings.data_dir / "in")
    owner = Staff(uuid4(), uuid4(), Role.OWNER, "Olivia", now())
    async with shop.resources.database.transaction(owner) as conn:
        await add_site(conn, SITE, (ORIGIN,))
        key = await add_key(conn, SITE, Algorithm.HS256, None)
        made = await make_key(conn, "till", (Scope.IMPORT,), timedelta(days=1), now())
    assert key.secret is not None
    return Backend(key.kid, "HS256", key.secret).sign(sub="CUST-9", origin=ORIGIN), made.key


async def _set_up(identity: Identity, secret: str) -> None:
    await set_up_owner(identity, secret, "olivia@example.com", "Olivia", PASSWORD)


def _doors(shop: Shop, person: Customer | Staff) -> dict[str, Callable[[str], Awaitable[object]]]:
    """Return what each kind opens; it raises an AppError for whatever it refuses."""
    identity, authenticator = shop.resources.identity, shop.resources.authenticator

    async def access(secret: str) -> None:
        identity.ring.verify(TokenKind.ACCESS, secret)
        await authenticator.authenticate(secret)

    async def visitor(secret: str) -> None:
        identity.ring.verify(TokenKind.VISITOR, secret)
        await authenticator.authenticate(secret)

    async def device(secret: str) -> None:
        identity.ring.verify(TokenKind.DEVICE, secret)

    async def rating(secret: str) -> None:
        rating_link.holder(identity.ring, secret)

    return {
        "access": access,
        "visitor": visitor,
        "device": device,
        "refresh": lambda secret: refresh_session(identity, secret),
        "ticket": lambda secret: authenticator.redeem_ticket(secret, ORIGIN),
        "setup": lambda secret: _set_up(identity, secret),
        "code": lambda secret: verify_email(identity, person, secret),
        "challenge": lambda secret: second_factor.enrol(identity, secret),
        "invitation": lambda secret: invitations.accept(identity, secret, PASSWORD),
        "identity": lambda secret: sign_in_by_host(identity, secret, ORIGIN),
        "api_key": shop.resources.api_keys.verify,
        "rating": rating,
    }


@pytest.mark.parametrize("door", NAMES)
async def test_B2_every_other_secret_is_refused_and_its_own_still_opens(shop: Shop, door: str) -> None:
    secrets, person = await _secrets(shop)
    doors = _doors(shop, person)
    assert doors.keys() == set(NAMES) >= {kind.name.lower() for kind in TokenKind}
    # A code dies after five tries: it is given anew for each stranger.
    for name in NAMES:
        if name == door:
            continue
        with pytest.raises(AppError) as refused:
            await doors[door](getattr(secrets, name))
        assert refused.value.status in (401, 404, 422), (name, refused.value)
        if door == "code":
            await _renew(shop, secrets)
    await doors[door](getattr(secrets, door))


async def _renew(shop: Shop, secrets: Secrets) -> None:
    await give_code(shop, {"authorization": f"Bearer {secrets.access}"}, secrets.code)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "access"])
async def test_B2_nothing_but_an_access_token_signs_a_request(shop: Shop, name: str) -> None:
    secrets, _ = await _secrets(shop)
    headers = {"authorization": f"Bearer {getattr(secrets, name)}"}
    assert (await shop.client.get("/me", headers=headers)).status_code == 401


async def test_B2_a_ticket_opens_one_socket_of_its_own_origin(shop: Shop) -> None:
    secrets, person = await _secrets(shop)
    authenticator = shop.resources.authenticator
    for origin in ("", "https://evil.example", "http://localhost:8001", "null"):
        ticket = await authenticator.issue_ticket(person, ORIGIN)
        with pytest.raises(AppError):
            await authenticator.redeem_ticket(ticket, origin)
        with pytest.raises(AppError):
            await authenticator.redeem_ticket(ticket, ORIGIN)
    assert await authenticator.redeem_ticket(secrets.ticket, ORIGIN) == person
    with pytest.raises(AppError):
        await authenticator.redeem_ticket(secrets.ticket, ORIGIN)
