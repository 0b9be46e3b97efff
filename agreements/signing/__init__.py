"""Freezing, signing and sealing the agreed words."""
