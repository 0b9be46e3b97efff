"""What was signed, as it stands today: read by every phase after the signatures."""
