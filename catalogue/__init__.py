"""Which data exists, and who is responsible for it."""
