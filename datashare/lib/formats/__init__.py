"""Formats of dates and times where Django writes them, as in the admin; named by FORMAT_MODULE_PATH."""
