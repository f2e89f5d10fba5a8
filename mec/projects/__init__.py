"""The project sheet: facts, phases, members, the State pair that answers."""
