"""`personac scan`: which personas of whole repositories are copies, and which should be one agent."""
