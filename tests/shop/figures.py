"""What the tests of limits share: figures that count at once, and still do when the settings are read again."""

from psycopg.types.json import Jsonb

from support_ai.shop.security import SecuritySettings
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner
from tests.serving import Shop


def set_figures(shop: Shop, addresses: Addresses, **figures: int) -> None:
    """Let figures of the security settings count, as though the owner had changed them."""
    wanted = SecuritySettings.model_validate(figures)
    as_owner(
        addresses,
        "insert into security_settings (version, settings, changed_by)"
        " select count(*) + 1, %s, 'system:start' from security_settings returning 1",
        Jsonb(wanted.model_dump(mode="json")),
    )
    shop.resources.security.settings = wanted
