"""Bring records in from other catalogues."""
