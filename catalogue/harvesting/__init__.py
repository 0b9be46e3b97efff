"""Imports records from other catalogues."""
