"""A scan as one HTML page: the map of the repository, families with their overlap, and all files."""
