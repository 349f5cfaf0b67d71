"""The outline: sections of all personas aligned to one tree of topics, with titles, parents and order."""
