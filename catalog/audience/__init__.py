"""Who will see what of a listing, and whether an owner who stays unnamed can be told from what is public."""
