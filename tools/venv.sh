#!/bin/sh
# Make the virtual environment, or say in plain French what is missing on this machine.
# Usage: sh tools/venv.sh PYTHON DIRECTORY
set -eu

recent() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=""
for candidate in "$1" python3.11 python3.12 python3.13 python3.14; do
    if recent "$candidate"; then
        python=$candidate
        break
    fi
done

if [ -z "$python" ]; then
    found=$("$1" --version 2>&1) || found="aucun Python"
    cat >&2 <<MESSAGE
Mon Espace Collectivité a besoin de Python 3.11 ou plus récent ; trouvé ici : $found.
  Debian, Ubuntu : sudo apt install python3 python3-venv
  Fedora         : sudo dnf install python3
  macOS          : brew install python
  Windows        : https://www.python.org/downloads/
Si un Python récent porte un autre nom, indiquez-le : make run PYTHON=/chemin/vers/python3
MESSAGE
    exit 1
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    cat >&2 <<MESSAGE
Le Python de cette machine ($python, version $version) ne sait pas créer d’environnement virtuel.
  Debian, Ubuntu : sudo apt install python3-venv
                   ou, pour cette version : sudo apt install python$version-venv
Puis relancez la même commande.
MESSAGE
    exit 1
fi

echo "Création de l’environnement Python dans $2…"
"$python" -m venv --clear "$2"
