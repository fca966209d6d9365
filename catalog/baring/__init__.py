"""Documents without what tells who wrote them: properties, authors of comments and changes, paths of their own disk."""
