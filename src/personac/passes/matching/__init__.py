"""The matcher: what the passes propose, score, guard, cluster and cover are made of.

It learns nothing at run time: words, weights and word vectors ship as data,
made by the scripts under `tools/`, so that a build depends on its sources and
rules alone.
"""
