"""The questions of the current version, one module a section of the task list."""
