"""What the commands call: gather the input, run the passes, write the outputs."""
