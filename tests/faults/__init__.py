"""What holds while processes are killed, services are away, and people act in the same moment."""
