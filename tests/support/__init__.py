"""A small app for tests only: it empties the database where the application role may not."""
