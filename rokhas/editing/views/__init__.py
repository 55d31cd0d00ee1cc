"""The pages of those who write the law."""
