"""`personac scan`: which personas of whole repositories are copies, which should be one agent, which stand alone."""
