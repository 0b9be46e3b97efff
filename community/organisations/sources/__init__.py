"""Readers of the outside lists of public bodies and of their email domains."""
