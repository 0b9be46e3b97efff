"""What the commands in script/ are made of; plain Python that knows nothing of Django."""
