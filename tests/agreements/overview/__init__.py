"""The pages that every data share has, and who is told what."""
