"""Questions, and answers that keep who gave them, when and from where; they never know what they are attached to."""
