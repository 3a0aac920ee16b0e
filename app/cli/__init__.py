"""The command line: `showroom VERB`. Arguments in, JSON or text and an exit code out."""
