"""Every URL and every form, requested by every role and given every input."""
