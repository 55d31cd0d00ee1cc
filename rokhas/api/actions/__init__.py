"""What people do with their applications, and what the worker does for them."""
