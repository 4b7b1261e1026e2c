"""Rows G1 and G3: what a website signs opens its customer's own session beside a visitor's thread, and what it did not sign leaves nothing."""

import time
from collections.abc import AsyncGenerator

import pytest

from tests.channels.after import After
from tests.channels.test_socket import Line, hear, say
from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, signed
from tests.identity.websites import SITE, Backend, add_key, add_site, claims, use
from tests.serving import listening

_COUNTS = "select (select count(*) from sessions), (select count(*) from accounts), (select count(*) from identity_tokens)"


@pytest.fixture
async def line(demo: Demo) -> AsyncGenerator[Line]:
    async with listening(demo.shop) as port:
        yield Line(demo, port)


def wrong(backend: Backend, other: Backend) -> dict[str, str]:
    """Return tokens that a page could come by, none of which is good."""
    moment = int(time.time())
    return {
        "ended": backend.sign(iat=moment - 3600, exp=moment - 60),
        "good for more than an hour": backend.sign(exp=moment + 3700),
        "without an end": backend.sign(exp=None),
        "without an id": backend.sign(jti=None),
        "for another program": backend.sign(aud="support-ai:at+jwt"),
        "of another website": other.sign(iss=SITE),
        "of nobody": backend.sign(sub="CUST-0"),
        "unsigned": backend.forge({"alg": "none"}),
        "signed by guessing": backend.forge(None, claims(), key="secret"),
    }


async def test_G1_a_refused_token_leaves_nothing_and_the_visitor_where_they_were(
    demo: Demo, addresses: Addresses
) -> None:
    after = After(demo, addresses)
    await add_site(demo)
    await add_site(demo, "other.example", "https://other.example")
    backend, other = await add_key(demo), await add_key(demo, site="other.example")
    talk, key = await after.visitor()
    before = as_owner(addresses, _COUNTS)
    for name, token in wrong(backend, other).items():
        status, told = await use(demo, token)
        assert (status, told["code"]) == (401, "identity_refused"), name
        # What was wrong is for the audit log.
        assert told["detail"] == "The website's identity token is not good (any more)."
    assert len(demo.client.cookies) == 0
    assert as_owner(addresses, _COUNTS) == before
    assert (await after.read(talk, key))["conversation_id"] == talk


async def test_G3_a_customer_whom_a_website_names_takes_no_visitors_thread_along(
    line: Line, addresses: Addresses
) -> None:
    demo, after = line.demo, After(line.demo, addresses)
    await add_site(demo)
    backend = await add_key(demo)
    talk, key = await after.visitor()
    _, told = await use(demo, backend.sign())
    demo.client.cookies.clear()
    rohan = signed(told)
    assert (await after.transcript(talk, rohan)).status_code == 404
    async with line.open(
        (await demo.client.post("/auth/socket-ticket", headers=rohan)).json()["ticket"]
    ) as opened:
        await say(opened, "Where is my order?")
        own = (await hear(opened, "conversation"))["conversation_id"]
        assert "ORD-789" in (await hear(opened, "message", "assistant"))["text"]
        # Signed out by the page, it ends at once.
        assert (await demo.client.post("/auth/logout", headers=rohan)).status_code == 204
        await opened.wait_closed()
        assert opened.close_code == 4401
    for headers in (key, rohan):
        assert (await after.transcript(own, headers)).status_code in (401, 404)


async def test_G1_a_socket_ends_with_the_key_that_signed_for_its_customer(line: Line) -> None:
    demo = line.demo
    await add_site(demo)
    stolen, other = await add_key(demo), await add_key(demo)
    theirs, rohan = [signed((await use(demo, backend.sign()))[1]) for backend in (stolen, other)]
    demo.client.cookies.clear()
    tickets = [
        (await demo.client.post("/auth/socket-ticket", headers=one)).json()["ticket"]
        for one in (theirs, rohan)
    ]
    async with line.open(tickets[0]) as ended, line.open(tickets[1]) as kept:
        for opened in (ended, kept):
            await say(opened, "Where is my order?")
            assert "ORD-789" in (await hear(opened, "message", "assistant"))["text"]
        path = f"/shop/sites/{SITE}/keys/{stolen.kid}"
        assert (await demo.client.delete(path, headers=await demo.headers("owner"))).status_code == 204
        await ended.wait_closed()
        assert ended.close_code == 4401
        assert (await demo.client.get("/orders", headers=theirs)).status_code == 401
        await say(kept, "And what did it cost?")
        assert "$" in (await hear(kept, "message", "assistant"))["text"]
        assert (await demo.client.get("/orders", headers=rohan)).status_code == 200
