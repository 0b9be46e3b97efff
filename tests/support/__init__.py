"""A small app that only the tests install: it empties the database where the application role may not."""
