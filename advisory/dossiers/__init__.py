"""Selection dossiers, from the choice of technologies to the conclusion."""
