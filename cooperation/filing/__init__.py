"""Documents of a cooperation: filed, versioned, opened."""
