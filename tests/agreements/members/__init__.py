"""The members of a data share, and their permissions."""
