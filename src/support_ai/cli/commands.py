"""Every command of `support-ai`; each does its work through the packages below, and loads what it needs when it runs.

So that `--help` is there at once, and no command waits for the brain of another.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from support_ai.access.role import Role
from support_ai.cli.evaluation import evaluation
from support_ai.cli.terminal import read_settings, run
from support_ai.config import LogLevel, Settings
from support_ai.core.errors import AppError
from support_ai.core.logs import configure_logs

command_line = typer.Typer(
    name="support-ai",
    help="A shop's assistant that sees and does no more than the person it talks to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
staff = typer.Typer(help="The shop's colleagues.", no_args_is_help=True)
command_line.add_typer(staff, name="staff")
audit_log = typer.Typer(help="The audit log.", no_args_is_help=True)
command_line.add_typer(audit_log, name="audit")
key_ring = typer.Typer(help="The keys of what is stored and signed.", no_args_is_help=True)
command_line.add_typer(key_ring, name="keys")
command_line.add_typer(evaluation, name="eval")
As = Annotated[str, typer.Option("--as", help="EMAIL of an account, or customer:CUSTOMER_ID.")]


class StaffRole(StrEnum):
    """The roles that a colleague may have."""

    SUPPORT_AGENT = "support_agent"
    ADMIN = "admin"
    OWNER = "owner"


class LocalModeOnlyError(AppError):
    """This works in local mode only: the public URL is https."""

    code = "local_mode_only"


class AccountExistsError(AppError):
    """There is a verified account with this address already."""

    code = "account_exists"


@command_line.command()
def serve() -> None:
    """Serve the shop on SUPPORT_AI_HOST and SUPPORT_AI_PORT."""
    settings = read_settings()
    configure_logs(settings.log_level)

    from support_ai.cli.running import empty_shop_opener, listen

    run(listen(settings, empty_shop_opener(settings)))


@command_line.command()
def policies() -> None:
    """Print the shop's rules in force: each with its id, its sentence and its setting, and the limits of each role."""
    from support_ai.cli.policies import tell_policies

    settings = read_settings()
    configure_logs(LogLevel.WARNING)
    run(tell_policies(settings))


@command_line.command()
def worker() -> None:
    """Run jobs in a process of their own, beside `serve` with SUPPORT_AI_WORKER=false."""
    settings = read_settings()
    configure_logs(settings.log_level)

    from support_ai.cli.running import work

    run(work(settings))


@command_line.command()
def demo() -> None:
    """Serve a demo shop with customers, orders and policies; its days move with the calendar."""
    settings = read_settings()
    if not settings.local_mode:
        raise LocalModeOnlyError
    configure_logs(LogLevel.WARNING)

    from support_ai.cli.demonstrating import demo_opener
    from support_ai.cli.running import listen
    from support_ai.demo.service import demo_password

    password = demo_password(_secret(settings.demo_password), settings.data_dir)
    run(listen(settings, demo_opener(settings, password)))


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()


@command_line.command()
def migrate() -> None:
    """Bring the database up to date, and end."""
    from support_ai.stored import open_stored

    settings = read_settings()
    configure_logs(settings.log_level)

    async def work() -> None:
        async with open_stored(settings):
            pass

    run(work())
    typer.echo("The database is up to date.")


@command_line.command("import")
def import_files(directory: Annotated[Path, typer.Argument(exists=True, file_okay=False)]) -> None:
    """Import the shop's files; doing it again changes nothing. Rows not taken are kept in a folder `rejects`."""
    from support_ai.cli.moving import bring_in

    settings = read_settings()
    configure_logs(LogLevel.WARNING)
    if not run(bring_in(settings, directory)):
        raise typer.Exit(1)


@command_line.command("export")
def export_files(directory: Annotated[Path, typer.Argument(file_okay=False)]) -> None:
    """Export the shop's data as the same files."""
    from support_ai.cli.moving import take_out

    settings = read_settings()
    configure_logs(LogLevel.WARNING)
    run(take_out(settings, directory))


@command_line.command()
def chat(
    name: Annotated[str | None, typer.Option("--as", help="EMAIL, or customer:CUSTOMER_ID.")] = None,
) -> None:
    """Talk to the assistant here, as somebody or as a visitor."""
    from support_ai.cli.chatting import converse

    settings = read_settings()
    if not settings.local_mode:
        raise LocalModeOnlyError
    configure_logs("warning")
    run(converse(settings, name))


@command_line.command()
def token(name: As) -> None:
    """Print a short-lived access token; local mode only, written to the audit log."""
    from support_ai.cli.tokens import token_for
    from support_ai.stored import open_stored

    settings = read_settings()
    if not settings.local_mode:
        raise LocalModeOnlyError
    configure_logs("warning")

    async def work() -> str:
        async with open_stored(settings) as stored:
            return await token_for(stored.identity, name)

    typer.echo(run(work()))


@staff.command("add")
def staff_add(
    email: str,
    name: Annotated[str, typer.Option(help="The name that customers read.")],
    role: Annotated[StaffRole, typer.Option(help="What they may do.")] = StaffRole.SUPPORT_AGENT,
) -> None:
    """Invite a colleague: print the command that chooses their password, once."""
    from support_ai.identity import operating
    from support_ai.stored import open_stored

    settings = read_settings()
    configure_logs("warning")

    async def work() -> str | None:
        async with open_stored(settings) as stored:
            return await operating.invite(stored.identity, email, name, Role(role.value))

    token = run(work())
    if token is None:
        raise AccountExistsError
    typer.echo(f"{email} is invited as {role.value.replace('_', ' ')}.\n{_accepting(settings, token)}")


@staff.command("reset")
def staff_reset(email: str) -> None:
    """Take a colleague's password and lost device away, and print the command that chooses the next ones."""
    from support_ai.identity import operating
    from support_ai.stored import open_stored

    settings = read_settings()
    configure_logs("warning")

    async def work() -> str:
        async with open_stored(settings) as stored:
            return await operating.reset(stored.identity, email)

    token = run(work())
    typer.echo(f"{email} has neither password nor device now.\n{_accepting(settings, token)}")


def _accepting(settings: Settings, token: str) -> str:
    """Return the command that accepts an invitation at a running server."""
    address = f"http://localhost:{settings.port}" if settings.local_mode else settings.public_url
    sent = f'{{"token": "{token}", "password": "…"}}'
    return (
        "Against the running server, once, within seven days, with a password of their own in it:\n\n"
        f"  curl -X POST {address}/auth/invitation/accept"
        f" -H \"Content-Type: application/json\" -d '{sent}'\n\n"
        "The answer's challenge sets up the second factor."
    )


@audit_log.command("verify")
def audit_verify(
    heads: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file of signed heads.")
    ] = None,
    public_key: Annotated[
        str | None, typer.Option(help="The key they were signed with, if not ours.")
    ] = None,
) -> None:
    """Recompute the chains of the audit log and name the first bad row; exit 1 where there is one."""
    from support_ai.cli.auditing import verify_log

    settings = read_settings()
    configure_logs(LogLevel.WARNING)
    if not run(verify_log(settings, heads, public_key)):
        raise typer.Exit(1)


@key_ring.command("rotate")
def keys_rotate(
    *,
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help="Leave the old keys in the ring, for older backups.")
    ] = False,
) -> None:
    """Seal everything stored with a new key, and sign with a new one, while the shop runs."""
    from support_ai.cli.rotating import rotate_keys

    settings = read_settings()
    configure_logs(LogLevel.WARNING)
    run(rotate_keys(settings, keep_old=keep_old))


@command_line.command()
def understand(
    *,
    train: Annotated[
        bool, typer.Option("--train", help="Train from the example files, and print the scores.")
    ] = False,
) -> None:
    """Read `{"text": …}` a line and write what it asks for, a line each."""
    if train:
        # It needs scikit-learn, a development dependency.
        from support_ai.cli.training import train_and_tell

        train_and_tell()
        return
    from support_ai.cli.understanding import understand_lines

    for line in understand_lines(sys.stdin):
        typer.echo(line)
