"""Communes, EPCI, départements, régions: codes, names, population, containment, search."""
