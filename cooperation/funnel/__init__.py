"""What suggestions lead to: how many reach which step, how long a stage takes, why some end, and what all may know."""
