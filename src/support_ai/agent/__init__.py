"""One turn of the assistant: brains, tools, guard."""
