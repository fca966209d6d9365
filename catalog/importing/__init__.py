"""Many drafts from one Excel file: the file to fill in, its rows judged, all of them taken or none."""
