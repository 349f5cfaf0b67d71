"""Configuration: the rules in `rules/*.toml`, validated and merged over the built-in defaults."""
