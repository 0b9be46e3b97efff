"""What data exists, and who answers for it."""
