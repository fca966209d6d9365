"""Memoranda and contracts signed on paper: recorded with their scan, and confirmed by the other side."""
