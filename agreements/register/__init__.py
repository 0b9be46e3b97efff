"""The public register: its entries, search and files."""
