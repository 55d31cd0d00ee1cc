"""What the pages and papers of the works of a permit read, and the history of a building."""
