"""The pages of public enquiries."""
