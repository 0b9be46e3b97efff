"""Public bodies, who works for them, and what follows one that closed."""
