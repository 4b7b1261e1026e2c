"""`support-ai keys rotate`: with a bar for each column, while the shop goes on."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from support_ai.bootstrap import open_stored
from support_ai.config import Settings
from support_ai.privacy.rotation import Rotation, rotate


async def rotate_keys(settings: Settings, *, keep_old: bool) -> None:
    """Rotate the keys of the data directory and tell what was done."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    async with open_stored(settings) as stored:
        with Progress(*columns, transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def show(column: str, done: int, whole: int) -> None:
                if column not in tasks:
                    tasks[column] = bars.add_task(column)
                bars.update(tasks[column], completed=done, total=whole)

            rotation = await rotate(
                stored.database, settings.data_dir / "keys", keep_old=keep_old, progress=show
            )
    _tell(rotation, keep_old=keep_old)


def _tell(rotation: Rotation, *, keep_old: bool) -> None:
    console = Console(highlight=False)
    if rotation.resumed:
        console.print("An earlier rotation had not ended: this one went on with it.")
    console.print(f"Key {rotation.key_id} seals from now on; {rotation.rows:,} values were sealed anew.")
    kept = "The old keys stay in the ring." if keep_old else f"Keys taken out: {rotation.retired}."
    console.print(f"{kept} Tokens are signed with a new key; those of before are good until they expire.")
