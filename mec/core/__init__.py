"""What every app stands on; each sub-package has one purpose and knows nothing of the apps above."""
