"""The review as a page in the reviewer's own browser, served from this machine to this machine."""
