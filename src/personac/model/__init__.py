"""The data model that all stages share: source files and the section AST."""
