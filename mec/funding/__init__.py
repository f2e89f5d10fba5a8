"""What a project costs, line by line; what pays for it will stand beside."""
