"""What is proposed to a project: by people, by the matching, and who to be put in touch with."""
