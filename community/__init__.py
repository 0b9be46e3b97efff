"""People, organisations, and messages to people."""
