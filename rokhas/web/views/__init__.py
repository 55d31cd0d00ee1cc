"""The public site and each person's home."""
