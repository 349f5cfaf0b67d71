"""The outline of the canonical: which sections are one topic, their titles, levels and order."""
