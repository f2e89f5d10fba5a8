"""Forms with files, and what becomes of the files that they bring."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from mec.core.http.throttle import TooManyAttemptsError, hit
from mec.core.http.uploads import ReceivedFile
from mec.core.ui.widgets import RadioCards
from mec.documents.archives import RefusedFileError
from mec.documents.enums import DocumentCategory, FileDefect
from mec.documents.models import Document
from mec.documents.names import clean_name
from mec.documents.storage import StoredFile, kept_if_named, store
from mec.documents.validators import accepted_extensions, accepted_labels
from mec.projects.enums import EntryAudience

SENDINGS_AN_HOUR = 60
TOO_FAST = "trop_vite"
NO_ROOM = "plus_de_place"
TOO_FAST_SENTENCE = "Vous avez déposé beaucoup de fichiers en une heure. Réessayez un peu plus tard."
NO_ROOM_SENTENCE = (
    "Ce projet contient déjà beaucoup de fichiers : 200 fichiers ou 500 Mo au plus. Retirez ceux qui ne servent plus, "
    "puis recommencez."
)
STATUS = {FileDefect.TOO_BIG: 413, TOO_FAST: 429, FileDefect.UNAVAILABLE: 503}
"""What a page answers for these defects; 422 for the others."""


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or one with `multiple=False`; its value is a list of ReceivedFile."""

    def __init__(self, *, multiple: bool = True, **kwargs: Any) -> None:
        control = FilesInput if multiple else forms.FileInput
        attrs = {"accept": accepted_extensions()} | ({"multiple": True} if multiple else {})
        help_text = f"40 Mo au plus par fichier. Formats : {', '.join(accepted_labels())}."
        super().__init__(widget=control(attrs=attrs), help_text=help_text, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[ReceivedFile]:
        files = data if isinstance(data, list) else [data] if data else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return files


class DepositForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    category = forms.ChoiceField(
        label="De quoi s’agit-il ?",
        choices=[("", "Choisissez une catégorie"), *DocumentCategory.choices],
        error_messages={"required": "Dites de quoi il s’agit : devis, délibération, plan…"},
    )
    audience = forms.ChoiceField(
        label="Qui pourra les ouvrir ?",
        choices=[(EntryAudience.MEMBERS, "Tous ceux qui lisent le projet"), (EntryAudience.STATE, "L’État seulement")],
        initial=EntryAudience.MEMBERS,
        widget=RadioCards,
        error_messages={"required": "Dites qui pourra ouvrir ces fichiers."},
    )
    uploads = FilesField(
        label="Vos fichiers", error_messages={"required": "Choisissez au moins un fichier sur votre appareil."}
    )

    def __init__(self, *args: Any, hints: dict[str, str], **kwargs: Any) -> None:
        """`hints`: who reads what, by audience; with one audience there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if EntryAudience.STATE in hints:
            self.fields["audience"].widget.hints = hints
        else:
            del self.fields["audience"]

    def renew_key(self) -> None:
        """Make what is sent next another deposit."""
        data = cast("Any", self.data).copy()
        data["key"] = str(uuid4())
        self.data = data

    @property
    def state_only(self) -> bool:
        return self.cleaned_data.get("audience") == EntryAudience.STATE


class VersionForm(forms.Form):
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    uploads = FilesField(
        multiple=False,
        label="Nouvelle version",
        error_messages={"required": "Choisissez le fichier de la nouvelle version sur votre appareil."},
    )


class FileForm(forms.Form):
    name = forms.CharField(
        label="Nom du fichier",
        max_length=Document._meta.get_field("name").max_length,  # noqa: SLF001 -- Django's public model API
        error_messages={"required": "Donnez un nom à ce fichier, par exemple « Devis de la toiture »."},
    )
    category = forms.ChoiceField(label="Catégorie", choices=DocumentCategory.choices)


def posted(request: HttpRequest) -> tuple[Any, ...]:
    """Return what a form with files is bound to: nothing for a page that is only read."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


@contextmanager
def received(form: forms.Form, user: Any) -> Iterator[list[StoredFile]]:
    """Check and write the files of a valid form; those refused become its errors.

    Contents that no row names when the block is left are deleted.
    """
    stored: list[StoredFile] = []
    with kept_if_named(stored):
        try:
            if form.cleaned_data["uploads"]:
                hit(scope="files", key=str(user.pk), limit=SENDINGS_AN_HOUR, window=timedelta(hours=1))
            for upload in form.cleaned_data["uploads"]:
                _receive(form, upload, stored)
        except TooManyAttemptsError:
            form.add_error("uploads", ValidationError(TOO_FAST_SENTENCE, code=TOO_FAST))
        yield stored


def _receive(form: forms.Form, upload: ReceivedFile, stored: list[StoredFile]) -> None:
    name = str(upload.name)
    if upload.flaw:
        _refuse(form, name, FileDefect(upload.flaw))
        return
    try:
        stored.append(store(upload, name))
    except RefusedFileError as error:
        _refuse(form, name, error.defect)


def _refuse(form: forms.Form, name: str, defect: FileDefect) -> None:
    sentence = f"« {clean_name(name)} » n’a pas été déposé. {defect.label}"
    form.add_error("uploads", ValidationError(sentence, code=defect.value))


def say_no_room(form: forms.Form) -> None:
    form.add_error("uploads", ValidationError(NO_ROOM_SENTENCE, code=NO_ROOM))


def status_of(form: forms.Form) -> int:
    """Return the status of the page that shows the form: 200, 422, or that of what went wrong with a file."""
    if not form.errors:
        return 200
    codes = {str(error.code) for errors in form.errors.as_data().values() for error in errors}
    return next((status for code, status in STATUS.items() if code in codes), 422)
