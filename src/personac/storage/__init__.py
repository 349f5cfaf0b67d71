"""The output side of the disk: writing outputs, locking their folder, and what a write may overwrite."""
