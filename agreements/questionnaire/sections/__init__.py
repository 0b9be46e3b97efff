"""The questions of the current version, one module for each section of the task list."""
