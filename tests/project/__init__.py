"""The house rules, and the commands that run the project."""
