"""Words that a list of nouns never holds, or never begins with: data for `noun_lists`."""

from __future__ import annotations

# What makes a clause, or asks for something to be done.
CLAUSE = frozenset({
    "a", "all", "always", "an", "any", "are", "as", "at", "avoid", "be", "because", "before", "being", "by",
    "can", "do", "does", "don't", "each", "ensure", "ensures", "every", "for", "from", "has", "have", "how",
    "if", "into", "is", "it", "its", "make", "must", "need", "needs", "never", "no", "not", "should", "so",
    "than", "that", "the", "their", "them", "then", "these", "they", "this", "those", "to", "unless",
    "until", "use", "used", "uses", "using", "via", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "why", "will", "with", "within", "without", "you", "your",
})  # fmt: skip
# What asks for something where a part begins with it.
ORDERS = frozenset({
    "achieve", "add", "adopt", "analyse", "analyze", "apply", "assess", "automate", "choose", "combine",
    "configure", "consider", "create", "define", "deliver", "detect", "determine", "develop", "enable",
    "encourage", "enforce", "establish", "evaluate", "explain", "expose", "favor", "favour", "find", "fix",
    "flag", "follow", "give", "guarantee", "handle", "help", "identify", "implement", "improve", "include",
    "integrate", "introduce", "investigate", "keep", "leverage", "limit", "look", "maintain", "manage",
    "measure", "minimise", "minimize", "optimise", "optimize", "organise", "organize", "perform", "prefer",
    "prevent", "prioritise", "prioritize", "produce", "propose", "protect", "provide", "put", "recommend",
    "reduce", "remove", "replace", "require", "research", "respect", "run", "select", "separate", "set",
    "show", "simplify", "start", "suggest", "support", "think", "track", "treat", "understand", "update",
    "utilise", "utilize", "validate", "verify", "watch", "write",
})  # fmt: skip
# What asks for something where it begins a bullet, and is a noun elsewhere.
OFTEN_ORDERS = frozenset({
    "break", "build", "check", "deploy", "design", "document", "monitor", "plan", "refactor", "review",
    "scale", "secure", "test",
})  # fmt: skip
