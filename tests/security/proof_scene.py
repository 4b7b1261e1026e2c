"""What the table of operations calls for of the ways to prove somebody from outside: made anew for each call."""

from uuid import uuid4

from tests.identity.websites import ORIGIN, SITE, Backend
from tests.security.scene import Caller, Scene, Sent

# Nobody asks it anything: it is refused before.
_NO_HOST = "https://10.0.0.1"


async def _site(scene: Scene) -> str:
    """Add a website, and return its name."""
    name = f"{uuid4().hex}.example"
    headers = await scene.headers(Caller.OWNER)
    await scene.demo.client.post("/shop/sites", headers=headers, json={"site": name, "origins": [ORIGIN]})
    return name


async def _key(scene: Scene, site: str) -> dict[str, str]:
    headers = await scene.headers(Caller.OWNER)
    path = f"/shop/sites/{site}/keys"
    return (await scene.demo.client.post(path, headers=headers, json={"algorithm": "HS256"})).json()


async def host_token(scene: Scene, _caller: Caller) -> Sent:
    """Bring what a website has signed for Rohan."""
    site = await _site(scene)
    key = await _key(scene, site)
    backend = Backend(key["kid"], "HS256", key["shared_key"])
    return Sent(body={"token": backend.sign(iss=site)}, headers={"origin": ORIGIN})


async def new_site(_scene: Scene, _caller: Caller) -> Sent:
    """Add a website."""
    return Sent(body={"site": f"{uuid4().hex}.example", "origins": [ORIGIN]})


async def changed_site(scene: Scene, _caller: Caller) -> Sent:
    """Store other origins of a website."""
    return Sent({"site": await _site(scene)}, body={"origins": [f"{ORIGIN}:8443"]})


async def new_site_key(scene: Scene, _caller: Caller) -> Sent:
    """Add a key to a website."""
    return Sent({"site": await _site(scene)}, body={"algorithm": "HS256"})


async def site_key(scene: Scene, _caller: Caller) -> Sent:
    """Remove a website's key."""
    site = await _site(scene)
    return Sent({"site": site, "kid": (await _key(scene, site))["kid"]})


async def provider(_scene: Scene, _caller: Caller) -> Sent:
    """Name an identity provider."""
    return Sent(
        body={
            "issuer": _NO_HOST,
            "client_id": SITE,
            "client_secret": "not a secret",
            "allowed_domains": ["example.com"],
        }
    )


async def stored_provider(scene: Scene, caller: Caller) -> Sent:
    """Ask for the identity provider, which there is."""
    headers = await scene.headers(Caller.OWNER)
    wanted = (await provider(scene, caller)).body
    await scene.demo.client.put("/shop/oidc", headers=headers, json=wanted)
    return Sent()


async def no_provider(scene: Scene, _caller: Caller) -> Sent:
    """Begin a sign-in where there is no identity provider."""
    await scene.demo.client.delete("/shop/oidc", headers=await scene.headers(Caller.OWNER))
    return Sent()


async def api_key(scene: Scene, _caller: Caller) -> Sent:
    """Revoke a key of the shop's back end."""
    found = await scene.headers(Caller.KEY)
    return Sent({"key_id": found["authorization"].split("_")[1]})


async def rows(_scene: Scene, _caller: Caller) -> Sent:
    """Send one row as a program."""
    row = b'{"product_id": "P-1", "product_name": "Lamp", "item_id": "I-1", "options": "", "price": "1.00",'
    row += b' "currency": "USD", "available": "true"}\n'
    return Sent(content=row, headers={"content-type": "application/x-ndjson"})
