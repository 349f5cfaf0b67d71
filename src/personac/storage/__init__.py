"""Storage: writing outputs, locking their folder, what a write may overwrite, and the cache folder."""
