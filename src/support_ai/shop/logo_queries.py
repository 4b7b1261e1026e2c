"""The SQL of the shop's logo."""

from datetime import datetime

from support_ai.core.database import Connection


async def read_logo(conn: Connection) -> tuple[bytes, str, datetime] | None:
    """Return the picture, its digest and when it came."""
    cursor = await conn.execute("select image, digest, changed_at from shop_logo")
    row = await cursor.fetchone()
    return None if row is None else (bytes(row[0]), row[1], row[2])


async def read_digest(conn: Connection) -> str | None:
    """Return the picture's digest, without the picture."""
    cursor = await conn.execute("select digest from shop_logo")
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def keep_logo(conn: Connection, image: bytes, digest: str, changed_by: str) -> None:
    """Store the picture in place of the one before."""
    await conn.execute(
        "insert into shop_logo (image, digest, changed_by) values (%s, %s, %s) on conflict (only_one)"
        " do update set image = excluded.image, digest = excluded.digest, changed_by = excluded.changed_by,"
        " changed_at = now()",
        (image, digest, changed_by),
    )


async def delete_logo(conn: Connection) -> bool:
    """Remove the picture; False where there is none."""
    cursor = await conn.execute("delete from shop_logo")
    return cursor.rowcount == 1
