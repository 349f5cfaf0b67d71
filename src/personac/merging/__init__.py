"""Merging: from clusters of bullets to the body of one agent: wording, place, order, and what is kept."""
