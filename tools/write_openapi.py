"""Write `web/api/openapi.json`, which the front ends take their types from. `--check` fails where it is stale."""

import json
import sys
from pathlib import Path

from support_ai.app import create_app
from support_ai.config import Settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "web" / "api" / "openapi.json"


def written() -> str:
    """Return the application's document, the same for the same code: keys sorted, a line for each value."""
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - every field has its default
    document = create_app(settings).openapi()
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` tell whether it is as the code has it."""
    renewed = written()
    if "--check" not in arguments:
        DOCUMENT.write_text(renewed, encoding="utf-8")
        return 0
    if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != renewed:
        print(
            f"{DOCUMENT.relative_to(ROOT)}: differs from the code; tools/write_openapi.py renews it, then `npm run types` in web/"
        )
        return 1
    print("OpenAPI: web/api/openapi.json is as the code has it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
