"""Parsing: from the bytes of a file to its front matter and its section AST, with exact spans."""
