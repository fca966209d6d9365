"""Forms of the posting pages: what people type becomes clean values."""
