"""Public bodies, who works for them, and the successors of closed ones."""
