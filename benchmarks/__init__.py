"""The commands behind every published figure; `bin/rokhas bench` runs them, each in a process and a database of its own."""
