"""How often listings are shown and opened: numbers by the day, and nothing about who read."""
