"""Anyone checks a sealed file; the service checks all its evidence."""
