"""Which files are accepted: by their content, which must be what their name says."""

from typing import IO

from mec.core.http.uploads import LARGEST_FILE
from mec.documents.archives import RefusedFileError
from mec.documents.enums import FileDefect
from mec.documents.formats import FORMATS, FileFormat, require_no_test_virus
from mec.documents.names import split_name


def checked_format(stream: IO[bytes], name: str) -> FileFormat:
    """Return the format of a file; raises RefusedFileError when it is not surely one that is accepted."""
    _, extension = split_name(name)
    if extension not in FORMATS:
        raise RefusedFileError(FileDefect.FORMAT)
    size = stream.seek(0, 2)
    if not size:
        raise RefusedFileError(FileDefect.EMPTY)
    if size > LARGEST_FILE:
        raise RefusedFileError(FileDefect.TOO_BIG)
    require_no_test_virus(stream)
    found = FORMATS[extension]
    found.check(stream)
    return found


def accepted_extensions() -> str:
    """Return the value of an `accept` attribute: ".pdf,.odt"."""
    return ",".join(f".{extension}" for extension in FORMATS)


def accepted_labels() -> list[str]:
    """Return the formats as people call them, each once."""
    return list(dict.fromkeys(found.label for found in FORMATS.values()))
