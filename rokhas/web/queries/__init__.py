"""What the public site reads: procedures, the state of a dossier, what awaits each person, how the platform fares."""
