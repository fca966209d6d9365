"""What helps while a listing is written: text saved while it is typed, read back, and shown as others will see it."""
