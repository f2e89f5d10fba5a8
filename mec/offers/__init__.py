"""The catalogue: aids and services, what they bring and to whom."""
