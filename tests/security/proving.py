"""The owner sets up a website, a provider and a program's key, and people are proven by them."""

from tests.identity.providers import configure, headers_of, providing, sign_in, there_and_back
from tests.identity.websites import ORIGIN, SITE, Backend
from tests.serving import Shop


async def prove_from_outside(shop: Shop) -> None:
    """Leave rows in every table that these ways of proving somebody need."""
    headers = await headers_of(shop, "owner@example.com")
    sent: dict[str, object] = {"site": SITE, "origins": [ORIGIN]}
    assert (await shop.client.post("/shop/sites", headers=headers, json=sent)).status_code == 201
    path, wanted = f"/shop/sites/{SITE}/keys", {"algorithm": "HS256"}
    key = (await shop.client.post(path, headers=headers, json=wanted)).json()
    backend = Backend(key["kid"], "HS256", key["shared_key"])
    for customer in ("CUST-123", "CUST-456", "CUST-9"):
        token = {"token": backend.sign(sub=customer)}
        answer = await shop.client.post("/auth/identity", headers={"origin": ORIGIN}, json=token)
        assert answer.status_code == 200, answer.text
    program = {"name": "till", "scopes": ["import"]}
    assert (await shop.client.post("/integration/keys", headers=headers, json=program)).status_code == 201
    async with providing() as provider:
        assert (await configure(shop, provider.issuer)).status_code == 200
        for name in ("emma", "admin"):
            provider.person |= {"sub": name, "email": f"{name}@example.com"}
            assert (await sign_in(shop)).status_code == 303
        for _ in range(2):
            await there_and_back(shop)
