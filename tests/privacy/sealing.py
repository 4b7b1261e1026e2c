"""Everything that is sealed, opened: what a thief of database and keys would read."""

from support_ai.core.crypto import Keyring
from support_ai.privacy.rotation import SEALED
from tests.conftest import Addresses
from tests.identity.signing_in import as_owner


def envelopes(addresses: Addresses, keys: Keyring) -> dict[str, str]:
    """Return what every sealed value says, by column and row; SealBrokenError where one does not open."""
    found: dict[str, str] = {}
    for column in SEALED:
        statement = f"select {column.row}, {column.column} from {column.table} where {column.column} <> ''"
        for row, envelope in as_owner(addresses, statement):
            found[f"{column.name} {row}"] = keys.open(column.table, column.column, row, envelope)
    return found


def opened_texts(addresses: Addresses, keys: Keyring) -> dict[str, str]:
    """Return what every sealed value and every text under a person's key says, by where it stands."""
    found = envelopes(addresses, keys)
    stored = dict(as_owner(addresses, "select person, sealed_key from person_keys"))
    texts = (
        "select 'messages', 'body', message_id::text, person, body from messages union all"
        " select 'conversations', 'memory', conversation_id::text, person, memory from conversations"
        " where memory is not null union all"
        " select 'hand_overs', 'summary', hand_over_id::text, person, summary from hand_overs union all"
        " select 'conversation_notes', 'body', note_id::text, person, body from conversation_notes union all"
        " select 'conversation_ratings', 'comment', conversation_id::text, person, comment from conversation_ratings"
        " where comment is not null union all"
        " select 'conversation_files', 'name', file_id::text, person, name from conversation_files union all"
        " select 'conversation_files', 'content', file_id::text, person, content from conversation_files union all"
        " select 'tickets', 'subject', subject_id::text, person, subject from tickets where subject <> '' union all"
        " select 'ticket_comments', 'body', comment_id::text, person, body from ticket_comments"
    )
    for table, column, row, person, sealed in as_owner(addresses, texts):
        key = keys.person_key(person, stored[person])
        found[f"{table}.{column} {row}"] = key.open(table, column, row, sealed)
    return found


def key_ids(addresses: Addresses) -> set[bytes]:
    """Return the names of the keys that stored envelopes were made with."""
    return {
        row[0]
        for column in SEALED
        for row in as_owner(
            addresses,
            f"select distinct substring({column.column} from 1 for 4) from {column.table} where {column.column} <> ''",
        )
    }
