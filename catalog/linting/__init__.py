"""What makes a listing hard to answer: rules along the four criteria of the review, and what they say."""
