"""The command line of the embedded start: `python -m exchange.embedded run`."""

import argparse
import os
import sys
from pathlib import Path

from exchange.embedded.console import Console
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.keeper import FAST, SAFE, THROW_AWAY, keep
from exchange.embedded.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """Return the folder of the portal's data."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


def port() -> int:
    """Return the port of the web server."""
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def main() -> int:
    """Do what the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m exchange.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the portal until Ctrl-C")
    keeper = commands.add_parser("keep", help="run one server as long as it is used (started by the others)")
    keeper.add_argument("name")
    keeper.add_argument("mode", choices=(SAFE, FAST, THROW_AWAY))
    arguments = parser.parse_args()
    try:
        if arguments.command == "keep":
            return keep(data_dir(), arguments.name, mode=arguments.mode)
        return Supervisor(data_dir(), port(), Console()).run()
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
