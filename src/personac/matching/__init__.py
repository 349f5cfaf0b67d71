"""Finds the bullets that mean the same: candidate pairs, scores, constraints, clusters."""
