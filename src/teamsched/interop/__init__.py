"""The formats of others: what comes in is checked and bounded, what goes out is plain values.

Each module here is an extra with dependencies of its own; nothing else in the library imports it.
"""
