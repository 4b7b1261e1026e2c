"""The development server: `python api_server.py` starts support-ai on http://localhost:8000 with an empty shop."""

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Serve, or tell what to install first."""
    sys.path.insert(0, str(ROOT / "src"))
    try:
        # All that serving needs: any of it may be missing.
        import_module("support_ai.cli.running")
        from support_ai.cli import main as command_line  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("support_ai"):
            raise
        print(f"{missing.name} is not installed. Please run:\n\n    pip install -r requirements.txt\n")
        sys.exit(1)
    sys.argv[1:] = ["serve", *sys.argv[1:]]
    command_line()


if __name__ == "__main__":
    main()
