"""The public register: what an entry says, how it is found, and the files of it."""
