"""Neutral cases in JSON, and the command that answers them."""
