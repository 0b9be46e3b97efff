"""Notifications in the service and by mail."""
