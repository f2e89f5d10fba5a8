"""The pages, one folder per journey."""
