"""The merged front matter: what its keys mean, how they are merged, and what is checked about them.

To teach personac a new front-matter key, start in `known_keys`; for another agent tool, in
`skipped_files`.
"""
