"""Django's PostgreSQL backend with a bound on a server that never answers."""
