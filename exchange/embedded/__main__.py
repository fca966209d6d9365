"""The command line of the embedded start: `python -m exchange.embedded run`."""

import argparse
import os
import sys
from pathlib import Path

from exchange.embedded.backup import back_up, restore
from exchange.embedded.console import Console
from exchange.embedded.errors import EmbeddedError
from exchange.embedded.keeper import FAST, SAFE, THROW_AWAY, keep
from exchange.embedded.supervisor import Supervisor

FILE_COMMANDS = {"backup": back_up, "restore": restore}
ROOT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """Return the folder of the portal's data."""
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


def backup_file(name: str) -> Path | None:
    """Return the file to save to or to restore from; none for `-`, the standard output or input."""
    if not name:
        raise EmbeddedError("Name the file, as in `make backup FILE=portal.backup`.")
    return None if name == "-" else Path(name).resolve()


def port() -> int:
    """Return the port of the web server."""
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def main() -> int:
    """Do what the command line asks; return the exit code."""
    arguments = command_line().parse_args()
    try:
        if arguments.command == "keep":
            return keep(data_dir(), arguments.name, mode=arguments.mode)
        if arguments.command in FILE_COMMANDS:
            return FILE_COMMANDS[arguments.command](data_dir(), backup_file(arguments.file), Console(sys.stderr))
        return Supervisor(data_dir(), port(), Console()).run()
    except (EmbeddedError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def command_line() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m exchange.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the portal until Ctrl-C")
    keeper = commands.add_parser("keep", help="run one server as long as it is used (started by the others)")
    keeper.add_argument("name")
    keeper.add_argument("mode", choices=(SAFE, FAST, THROW_AWAY))
    for name, words in (("backup", "save database and uploads to"), ("restore", "replace database and uploads by")):
        commands.add_parser(name, help=f"{words} FILE, or - for a pipe").add_argument("file", metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
