"""The words are frozen, signed and sealed."""
