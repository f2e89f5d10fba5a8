"""Mon Espace Collectivité: one place where a collectivité and the local State move a project forward."""
