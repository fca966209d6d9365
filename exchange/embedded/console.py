"""What the supervisor tells the person at the terminal."""

import sys
import time
from typing import TextIO


class Console:
    """Prints steps with the seconds since the start."""

    def __init__(self, output: TextIO = sys.stdout) -> None:
        self._output = output
        self._began = time.monotonic()

    def say(self, text: str = "") -> None:
        """Print a line as it is."""
        self._output.write(f"{text}\n")
        self._output.flush()

    def step(self, text: str) -> None:
        """Print what happens now, with the seconds passed so far."""
        self.say(f"[{time.monotonic() - self._began:6.1f} s] {text}")
