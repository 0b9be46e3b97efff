"""What changes anything: one verb, one function, in one transaction."""
