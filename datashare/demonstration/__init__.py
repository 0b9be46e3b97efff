"""The demonstration: real bodies and records, fictitious people, and data shares made by the usual actions."""
