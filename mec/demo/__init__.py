"""The demonstration space: fictitious people, organisations and projects on the real country."""
