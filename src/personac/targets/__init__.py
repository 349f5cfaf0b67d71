"""The merged agent as files of other agent tools."""
