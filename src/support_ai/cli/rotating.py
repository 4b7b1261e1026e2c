"""`support-ai keys rotate`: with progress, beside a running shop."""

import asyncio

from rich.console import Console
from rich.progress import Progress, TaskID

from support_ai.config import Settings
from support_ai.identity.tokens import TokenRing
from support_ai.privacy.rotation import Rotation, rotate
from support_ai.stored import open_stored


async def rotate_keys(settings: Settings, *, keep_old: bool) -> None:
    """Rotate the data keys and the keys of tokens, and tell what was done."""
    directory = settings.data_dir / "keys"
    async with open_stored(settings) as stored:
        with Progress(transient=True) as bars:
            waiting = bars.add_task("Waiting until every process knows the new key", total=None)
            tasks: dict[str, TaskID] = {}

            def move(column: str, done: int, whole: int) -> None:
                bars.update(waiting, visible=False)
                if column not in tasks:
                    tasks[column] = bars.add_task(column, total=whole)
                bars.update(tasks[column], completed=done, total=whole)

            rotation = await rotate(stored.database, directory, keep_old=keep_old, progress=move)
        token_key = await asyncio.to_thread(TokenRing.rotate, directory)
    tell(rotation, token_key, keep_old=keep_old)


def tell(rotation: Rotation, token_key: str, *, keep_old: bool) -> None:
    """Print which keys are in use now, and what became of the old ones."""
    console = Console(highlight=False)
    how = "An earlier rotation was finished" if rotation.resumed else "Everything stored was sealed anew"
    console.print(f"{how}: {rotation.rows:,} values, now under the key {rotation.key_id}.", soft_wrap=True)
    old = (
        "The old data keys stay in the ring: the next rotation without --keep-old takes them out."
        if keep_old
        else f"Old data keys taken out of the ring: {rotation.retired}."
    )
    console.print(
        f"{old} Tokens are signed with {token_key}; those of before stay good until they end.",
        soft_wrap=True,
    )
