"""Everything that a person or the clock can do to a dossier. One function, one act of the administration."""
