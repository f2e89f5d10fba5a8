.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MEC := $(BIN)/python -m mec
DECOUPAGE := @etalab/decoupage-administratif@6.0.0
RUN_READY := $(VENV)/run.stamp
DEV_READY := $(VENV)/dev.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: help
help: ## Liste les commandes
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: install
install: $(RUN_READY) ## Prépare l’environnement Python du produit (.venv)

.PHONY: run
run: install ## Lance Mon Espace Collectivité avec sa base, ses territoires et sa démonstration
	@echo "Préparation de la base de données…"
	@$(MEC) migrate --verbosity 0
	@echo "Territoires de France…"
	@$(MEC) territories
	@echo "Catalogue des aides et des services…"
	@$(MEC) catalogue
	@echo "Espace de démonstration…"
	@$(MEC) demo
	@exec $(MEC) serve

.PHONY: test
test: $(DEV_READY) ## Vérifie tout : règles, types, tests sur SQLite et PostgreSQL, navigateur
	@$(BIN)/python -m tools.checks all

.PHONY: quick
quick: $(DEV_READY) ## Vérifie l’essentiel en moins de trois minutes
	@$(BIN)/python -m tools.checks quick

.PHONY: format
format: $(DEV_READY) ## Met en forme le code et les gabarits
	@$(BIN)/python -m tools.checks format

.PHONY: bench
bench: $(DEV_READY) ## Mesure les pages et écrit var/bench.json
	@$(BIN)/python -m bench

.PHONY: relevance
relevance: $(DEV_READY) ## Mesure le classement des offres sur les projets jugés
	@$(MEC) relevance $(if $(AIDS),--aids $(AIDS)) --judged $(or $(JUDGED),tests/relevance/judged.json) $(RELEVANCE)

.PHONY: lock
lock: $(DEV_READY) ## Recalcule les versions verrouillées de requirements/
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml --group dev -c requirements/run.txt \
		-o requirements/dev.txt
	@echo "requirements/run.txt et requirements/dev.txt sont à jour."

.PHONY: territories
territories: install ## Refait le fichier des territoires à partir du paquet npm (il faut npm)
	@command -v npm >/dev/null || { echo "Cette commande a besoin de npm (Node.js)."; exit 1; }
	@rm -rf var/decoupage && mkdir -p var/decoupage
	@cd var/decoupage && npm pack --silent "$(DECOUPAGE)" >/dev/null && tar -xzf *.tgz
	@$(BIN)/python -m mec.territories.build var/decoupage/package
	@rm -rf var/decoupage

$(BIN)/python:
	@sh tools/venv.sh "$(PYTHON)" "$(VENV)"

$(RUN_READY): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installation des dépendances (une à deux minutes la première fois)…"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements/dev.txt $(RUN_READY)
	@echo "Installation des outils de développement…"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
