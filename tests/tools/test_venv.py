import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "venv.sh"


@pytest.fixture
def machine(tmp_path):
    """A machine whose only commands are a shell's, `cat` and the Python that the test puts there."""
    for name in ("sh", "cat"):
        (tmp_path / name).symlink_to(shutil.which(name))
    return tmp_path


def install_python(machine: Path, *, recent: bool, can_make_environments: bool) -> None:
    python = machine / "python3"
    python.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        f"  *'sys.exit(sys.version_info'*) exit {0 if recent else 1} ;;\n"
        f"  *ensurepip*) exit {0 if can_make_environments else 1} ;;\n"
        "  *'%d.%d'*) echo 3.12 ;;\n"
        "  --version) echo Python 3.9.2 ;;\n"
        '  *venv*) echo "made $*" ;;\n'
        "esac\n"
    )
    python.chmod(0o755)


def make_environment(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), "python3", "environnement"],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_venv_is_made_by_a_recent_python(machine):
    install_python(machine, recent=True, can_make_environments=True)

    done = make_environment(machine)

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "made -m venv --clear environnement")


def test_venv_with_an_old_python_says_what_to_install(machine):
    install_python(machine, recent=False, can_make_environments=True)

    done = make_environment(machine)

    assert (done.returncode, done.stdout) == (1, "")
    assert "besoin de Python 3.11 ou plus récent ; trouvé ici : Python 3.9.2." in done.stderr


def test_venv_without_python_says_what_to_install(machine):
    done = make_environment(machine)

    assert (done.returncode, "trouvé ici : aucun Python." in done.stderr) == (1, True)


def test_venv_without_ensurepip_says_what_to_install(machine):
    install_python(machine, recent=True, can_make_environments=False)

    done = make_environment(machine)

    assert (done.returncode, "sudo apt install python3.12-venv" in done.stderr) == (1, True)
