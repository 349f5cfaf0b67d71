"""The report: what people and other programs read about a build, measured once and rendered by format."""
