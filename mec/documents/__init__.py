"""Files and their versions: checked, kept, given back; they never know what they are attached to."""
