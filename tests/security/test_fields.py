"""Row D3: a field that nobody asked for is refused and changes nothing; an answer has the described fields and no other."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, cast

import psycopg
import pytest

from tests.conftest import Addresses
from tests.security.knocking import document, knock
from tests.security.operations import OPERATIONS, Operation
from tests.security.scene import Caller, Scene, Sent

_EXTRA: Mapping[str, object] = {
    "role": "owner",
    "owner_id": "00000000-0000-4000-8000-000000000001",
    "account_id": "00000000-0000-4000-8000-000000000001",
    "customer_id": "CUST-456",
    "verified": True,
    "price": 1,
    "amount": 1,
    "refund_status": "paid",
    "permissions": ["staff:manage"],
    "__proto__": {"role": "owner"},
}
# What changes by itself, or is written about a refusal.
# Of a key it is kept when it was used.
_RESTLESS = ("mails", "api_keys")
# Fields that no answer of the interface has, whoever reads it.
_SECRET = ("hash", "index", "sealed", "secret", "person", "order_id", "wrapped")
# The detail of an audit entry differs with each act; that it holds nothing personal is the tests' of rows K1 and K5.
# What an export gives people of the talks as they were stored is theirs, whole.
_FREE = ("detail", "memory", "content", "arguments", "result", "changes")
# What whoever asked for it is shown this once.
_SHOWN_ONCE = {
    "POST /integration/webhooks": {"secret"},
    "POST /integration/webhooks/{webhook_id}/rotate-secret": {"secret"},
    "POST /auth/second-factor/enrol": {"secret"},
    "POST /auth/second-factor/replace": {"secret"},
}
_TABLES = """
    select relname from pg_class where relnamespace = 'support_ai'::regnamespace and relkind in ('r', 'p')
        and relname not like 'procrastinate%%' and relname not like 'audit%%' and relname <> all (%s) order by 1
"""


def _stored(addresses: Addresses) -> dict[str, str]:
    """Return a digest of every table."""
    with psycopg.connect(addresses.owner) as connection:
        names = [row[0] for row in connection.execute(_TABLES, (list(_RESTLESS),)).fetchall()]
        digest = "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from support_ai.{} t"
        return {name: connection.execute(digest.format(name).encode()).fetchall()[0][0] for name in names}


def _with_body(operation: Operation) -> bool:
    described = document()["paths"][operation.path][operation.method.lower()]
    return "application/json" in described.get("requestBody", {}).get("content", {})


_CHANGING = [one for one in OPERATIONS if _with_body(one)]


def _places(body: dict[str, Any], field: str, value: object) -> Iterator[dict[str, Any]]:
    """Yield the body with one more field, at its top and in each object inside it; one that it has is left out."""
    if field not in body:
        yield {**body, field: value}
    for name, inner in body.items():
        if isinstance(inner, dict):
            changed = copy.deepcopy(body)
            changed[name][field] = value
            yield changed


def test_D3_there_are_operations_with_a_body() -> None:
    assert len(_CHANGING) >= 7


@pytest.mark.parametrize("operation", _CHANGING, ids=lambda one: one.name)
async def test_D3_a_field_too_many_is_refused_and_changes_nothing(
    scene: Scene, addresses: Addresses, operation: Operation
) -> None:
    caller = next(caller for caller in reversed(Caller) if operation.expected[caller] == "ok")
    sent = await operation.example(scene, caller)
    headers = await scene.headers(caller)
    assert sent.body is not None, "the example of an operation with a body has one"
    before = _stored(addresses)
    for field, value in _EXTRA.items():
        for body in _places(dict(sent.body), field, value):
            answer = await scene.demo.client.request(
                operation.method, sent.path(operation.path), json=body, headers={**headers, **sent.headers}
            )
            assert answer.status_code == 422, (field, answer.text)
            assert answer.json()["field"].endswith(field)
    assert _stored(addresses) == before


def _names(schema: object, schemas: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> set[str]:
    """Return every field name that a schema describes, at any depth."""
    if isinstance(schema, list):
        return set[str]().union(*(_names(one, schemas, seen) for one in cast("list[object]", schema)))
    if not isinstance(schema, dict):
        return set()
    found = cast("dict[str, Any]", schema)
    names = set[str](found.get("properties", {}))
    reference = str(found.get("$ref", "")).rpartition("/")[2]
    if reference and reference not in seen:
        names |= _names(schemas[reference], schemas, seen | {reference})
    return names.union(*(_names(inner, schemas, seen) for inner in found.values()))


def _counted(found: dict[str, Any]) -> frozenset[str]:
    """Return the fields whose own fields are values, such as how many there are of each status."""
    described = [schema.get("properties", {}) for schema in found["components"]["schemas"].values()]
    return frozenset(
        name for one in described for name, inner in one.items() if "additionalProperties" in inner
    )


def _fields(content: object, free: frozenset[str]) -> set[str]:
    """Return every field name of an answer, at any depth but inside those that are free."""
    if isinstance(content, list):
        return set[str]().union(*(_fields(one, free) for one in cast("list[object]", content)))
    if not isinstance(content, dict):
        return set()
    found = cast("dict[str, object]", content)
    return set(found).union(*(_fields(inner, free) for name, inner in found.items() if name not in free))


def _described(operation: Operation, found: dict[str, Any]) -> set[str]:
    """Return the fields that OpenAPI describes of an operation's good answers."""
    responses = found["paths"][operation.path][operation.method.lower()]["responses"]
    good = [answer for status, answer in responses.items() if status.startswith("2")]
    return _names(good, found["components"]["schemas"])


def test_D3_no_answer_is_described_with_a_field_of_the_inside() -> None:
    found = document()
    for operation in OPERATIONS:
        wrong = {name for name in _described(operation, found) if any(part in name for part in _SECRET)}
        assert wrong == _SHOWN_ONCE.get(operation.name, set()), operation.name


async def test_D3_everybody_gets_the_described_fields_and_no_other(scene: Scene) -> None:
    found = document()
    free = _counted(found).union(_FREE)
    for operation in (one for one in OPERATIONS if one.method == "GET"):
        described = _described(operation, found)
        for caller in (caller for caller, expected in operation.expected.items() if expected == "ok"):
            sent: Sent = await operation.example(scene, caller)
            answer = await knock(scene, operation, caller, sent)
            if answer.headers["content-type"] == "application/json":
                assert _fields(answer.json(), free) - described == set(), (operation.name, caller)
