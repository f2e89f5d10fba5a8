"""Threads and messages; they never know what they are attached to."""
