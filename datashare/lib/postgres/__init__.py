"""Django's PostgreSQL backend with a time limit for a server that never answers."""
