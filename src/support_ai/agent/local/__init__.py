"""The brain without a key: understanding by examples, tasks in code, sentences in one file."""
