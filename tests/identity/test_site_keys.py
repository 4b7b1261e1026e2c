"""Row G1 for a key that was removed: the sessions that it signed end with it, and no others."""

import asyncio

from tests.conftest import Addresses, Demo
from tests.identity.signing_in import as_owner, signed
from tests.identity.websites import SITE, add_key, add_site, use


async def test_G1_nobody_stays_whose_key_was_removed_while_they_came_in(
    demo: Demo, addresses: Addresses
) -> None:
    await add_site(demo)
    for _ in range(6):
        backend = await add_key(demo)
        path, headers = f"/shop/sites/{SITE}/keys/{backend.kid}", await demo.headers("owner")
        removing = asyncio.create_task(demo.client.delete(path, headers=headers))
        came = await asyncio.gather(*(use(demo, backend.sign()) for _ in range(6)))
        removed = await removing
        assert removed.status_code == 204
        assert {(status, told.get("code")) for status, told in came} <= {
            (200, None),
            (401, "identity_refused"),
        }
    assert as_owner(addresses, "select count(*) from sessions where method = 'identity'") == [(0,)]


async def test_G1_a_refreshed_session_goes_with_the_key_and_one_proven_anew_stays(demo: Demo) -> None:
    await add_site(demo)
    backend = await add_key(demo)
    assert (await use(demo, backend.sign()))[0] == 200
    refreshed = await demo.client.post("/auth/refresh")
    demo.client.cookies.clear()
    _, other = await use(demo, backend.sign())
    demo.client.cookies.clear()
    proof = await demo.client.post("/auth/step-up", json={"password": "demo-secret-1"}, headers=signed(other))
    assert proof.status_code == 200, proof.text
    path = f"/shop/sites/{SITE}/keys/{backend.kid}"
    assert (await demo.client.delete(path, headers=await demo.headers("owner"))).status_code == 204
    for answer, status in ((refreshed, 401), (proof, 200)):
        assert (await demo.client.get("/me", headers=signed(answer.json()))).status_code == status
