"""From frozen words to a sealed file."""
