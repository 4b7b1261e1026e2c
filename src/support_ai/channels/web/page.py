"""How our own pages are written: templates with everything escaped, under a policy that runs no script of anybody else's."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from support_ai.channels.web.asset_routes import assets
from support_ai.core.headers import POLICY

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Nothing on these pages makes a script or a piece of HTML out of a text.
_HEADERS = {
    "Content-Security-Policy": f"{POLICY.decode()}; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cache-Control": "no-store",
}

# Without it browsers name no origin when a form of ours is sent, and it would be refused.
_NAMING = {"Referrer-Policy": "same-origin"}


def address(name: str) -> str:
    """Return the address of a file of the front end, which changes with its content."""
    return f"/{name}?v={assets()[name].digest}"


def page(
    name: str, values: Mapping[str, object], status: int = 200, *, hides_address: bool = False
) -> Response:
    """Return a page; what the template names must be among the values. `hides_address` where that opens something."""
    text = _TEMPLATES.get_template(name).render({"address": address, **values})
    return HTMLResponse(text, status, _HEADERS if hides_address else _HEADERS | _NAMING)
