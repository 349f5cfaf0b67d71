"""What a user says in `rules/*.toml`: read, checked once, merged over the package's own defaults."""
