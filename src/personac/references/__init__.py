"""References: what labels, numbers of steps, anchors and paths lead to, in a source and in the canonical."""
