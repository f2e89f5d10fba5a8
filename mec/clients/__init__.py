"""What the product asks of other services: one door to the outside, one package for each service behind it."""
