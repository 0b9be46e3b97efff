"""Public checks of a sealed file, and the service's own checks of all its evidence."""
