"""Success stories: written from a verified report, agreed to by both organisations, published by an officer."""
