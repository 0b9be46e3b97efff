"""The pages that every data share has, and notifications."""
