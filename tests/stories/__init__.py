"""Stories: the whole journey as people walk it."""
