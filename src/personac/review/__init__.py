"""Reviewing: what people answer to the items of the queue, written as decision files."""
