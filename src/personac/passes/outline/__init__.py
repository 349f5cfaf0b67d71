"""How the sections of the sources become one tree of topics; the pass is passes/align."""
