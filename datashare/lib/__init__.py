"""Code that every app may use and no app owns."""
