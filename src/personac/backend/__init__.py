"""The back end: from the merged agent to bytes, and from bytes to the disk.

What a build makes stays in memory until all of it is known; then one writer
puts it on the disk in one step. No other room touches the output side.
"""
