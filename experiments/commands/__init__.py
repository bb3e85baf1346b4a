"""One command a file: reads the options, calls the experiment, prints."""
