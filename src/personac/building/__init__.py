"""Building: from a request to outputs on the disk: find inputs, see what is up to date, compile, watch."""
