"""The middle of the compiler: from parsed personas to the merged agent, one pass a module."""
