"""The command line: parse, call the pipeline, hand the result to a presenter."""
