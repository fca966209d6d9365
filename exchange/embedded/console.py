"""What the supervisor tells the person at the terminal."""

import sys
import time


class Console:
    """Prints steps with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, text: str = "") -> None:
        """Print a line as it is."""
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def step(self, text: str) -> None:
        """Print what happens now, with the seconds passed so far."""
        self.say(f"[{time.monotonic() - self._began:6.1f} s] {text}")
