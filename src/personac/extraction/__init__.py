"""Extracts what is matched and merged: bullets, the contents of sections, lists of nouns."""
