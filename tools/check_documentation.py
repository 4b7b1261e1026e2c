"""Hold the papers against the code: `.env.example` and the table of permissions. `--write` renews them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from support_ai.access.permission import PERMISSIONS, Permission
from support_ai.access.role import Role
from support_ai.config import Settings

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / ".env.example"
PERMISSION_PAGE = ROOT / "docs" / "permissions.md"
BEGIN, END = "<!-- permissions: written by `make format` -->", "<!-- end of permissions -->"
EXAMPLE_HEAD = """\
# The settings of support-ai, each with its default. Copy this file to `.env` and uncomment what you change;
# a variable of the environment goes before the file. Written from src/support_ai/config.py by `make format`."""


def variable(name: str, field: FieldInfo) -> str:
    """Name the environment variable that sets one setting."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = alias.choices[0]
    return (
        alias.upper()
        if isinstance(alias, str)
        else f"{Settings.model_config.get('env_prefix', '')}{name}".upper()
    )


def written_default(field: FieldInfo) -> str:
    """Write a setting's default as it stands in a `.env` file; nothing where there is none."""
    match field.default:
        case bool() as switch:
            return str(switch).lower()
        case str() | int() | float() | Path() as value:
            return str(value)
        case _:
            return ""


def example() -> str:
    """Write `.env.example` from the settings."""
    paragraphs = [
        f"# {field.description}\n# {variable(name, field)}={written_default(field)}".rstrip()
        for name, field in Settings.model_fields.items()
    ]
    return "\n\n".join([EXAMPLE_HEAD, *paragraphs]) + "\n"


def renewed_page() -> str:
    """Write the page of permissions with the code's table in it."""
    page = PERMISSION_PAGE.read_text(encoding="utf-8")
    start, end = page.index(BEGIN), page.index(END) + len(END)
    return page[:start] + permission_table() + page[end:]


def permission_table() -> str:
    """Write the table of who may do what, from the code."""
    roles = list(Role)
    rows = [
        f"| `{permission}` | "
        + " | ".join("✓" if permission in PERMISSIONS[role] else " " for role in roles)
        + " |"
        for permission in Permission
    ]
    head = ["| permission | " + " | ".join(roles) + " |", "|---" * (len(roles) + 1) + "|"]
    return "\n".join([BEGIN, *head, *rows, END])


def complaints(*, write: bool) -> Iterator[str]:
    """Say which paper differs from the code, or renew it."""
    for path, renewed in ((EXAMPLE, example()), (PERMISSION_PAGE, renewed_page())):
        if path.exists() and path.read_text(encoding="utf-8") == renewed:
            continue
        if write:
            path.write_text(renewed, encoding="utf-8")
        else:
            yield f"{path.relative_to(ROOT)}: differs from the code; `make format` renews it"


def main() -> int:
    """Print every difference; the exit code is 1 when there is one."""
    found = list(complaints(write="--write" in sys.argv[1:]))
    print("\n".join(found) or "Documentation: settings and permissions as in the code.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
