"""The demonstration: real bodies and records, made-up people, and data shares made by the same actions as any other."""
