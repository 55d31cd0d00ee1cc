"""What a procedure says, and what is being changed in it, in words."""
