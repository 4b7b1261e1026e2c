"""Row K3: whoever holds the sealer up is noticed."""

import asyncio

import psycopg
import pytest
from prometheus_client import REGISTRY
from structlog.testing import CapturingLogger

from support_ai.audit.sealing import Sealer
from support_ai.core.crypto import Keyring
from support_ai.core.database import Database
from tests.audit.logbook import sealed_entries, sealer_address, until_sealed, write
from tests.conftest import Addresses


@pytest.mark.parametrize("how", ["a transaction that stays open", "the sealer's lock"])
async def test_K3_sealing_does_not_stop_unnoticed(
    database: Database, addresses: Addresses, keys: Keyring, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    told = CapturingLogger()
    monkeypatch.setattr("support_ai.audit.sealing._log", told)
    with psycopg.connect(addresses.application) as other:
        # What the application's own role can do.
        other.execute(
            "select pg_current_xact_id()" if "open" in how else "select pg_advisory_lock(0x5345414C)"
        )
        await write(database, 10)
        async with Sealer(sealer_address(addresses, keys), every=0.01, behind=0.1).running():
            await asyncio.sleep(0.5)
            assert sealed_entries(addresses) == []
            assert (REGISTRY.get_sample_value("support_ai_audit_behind_seconds") or 0) > 0.1
            other.close()
            await until_sealed(addresses, 10)
    assert REGISTRY.get_sample_value("support_ai_audit_behind_seconds") == 0
    assert 1 <= [call.args for call in told.calls].count(("audit.behind",)) <= 10
