"""How data gets shared: request, response, drafting, negotiation, sign-off, register."""
