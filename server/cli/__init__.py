"""The `showroom-server` command: one JSON object or plain lines on stdout, messages on stderr."""
