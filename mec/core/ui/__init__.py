"""The State’s design system as templates, form rendering and static files."""
