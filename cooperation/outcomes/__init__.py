"""What came of a cooperation: reports that are asked for, written, sent and verified."""
