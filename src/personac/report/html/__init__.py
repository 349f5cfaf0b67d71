"""The report as one HTML page: `page` puts it together, the other modules prepare the data of its parts.

Appearance is in `styles/`, behaviour in `scripts/`, markup and words in `templates/`.
"""
