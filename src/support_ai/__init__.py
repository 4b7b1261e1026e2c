"""support-ai: an assistant for a shop's customers that can never see or do more than the person it talks to."""

__version__ = "0.1.0"
