"""Front matter: merge the sources' keys, check what the merged agent may do, lint for the agent tool."""
