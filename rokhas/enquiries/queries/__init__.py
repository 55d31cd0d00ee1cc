"""What is read of public enquiries."""
