"""A form made of questions, as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from mec.core.ui.fields import SPACES
from mec.questionnaires.enums import QuestionKind
from mec.questionnaires.questions import Question, Value

LONGEST_TEXT = 1_000
_YES, _NO = "oui", "non"
_YES_OR_NO = ((_YES, "Oui"), (_NO, "Non"))
_UNKNOWN = ("", "Je ne sais pas")
_WRITTEN: dict[Value, str] = {True: _YES, False: _NO}


class _NumberField(forms.FloatField):
    """A number as people write it in French: "1 200,5"."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages: ClassVar = {"invalid": "Écrivez un nombre en chiffres, par exemple 1 200,5."}

    def to_python(self, value: Any) -> Any:
        return super().to_python(SPACES.sub("", str(value)).replace(",", ".") if value else value)


class QuestionsForm(forms.Form):
    """One field for each question, under its key; none is required, "je ne sais pas" is an answer."""

    all_optional = True

    def __init__(
        self, *args: Any, questions: Sequence[Question], answers: Mapping[str, Value] | None = None, **kwargs: Any
    ) -> None:
        """`answers`: what is known already, by key."""
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            field = self.fields[question.key] = _field(question)
            field.initial = _written(question, (answers or {}).get(question.key))

    def values(self) -> dict[str, Value | None]:
        """Return what was answered, by key; None where the person does not know. What was not sent is left out."""
        sent = [question for question in self.questions if self.add_prefix(question.key) in self.data]
        return {question.key: _read(question, self.cleaned_data[question.key]) for question in sent}


def _field(question: Question) -> forms.Field:
    about: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": False}
    if question.kind == QuestionKind.NUMBER:
        return _NumberField(**about)
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            **about,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": f"Ce texte dépasse {LONGEST_TEXT} caractères\u00a0: raccourcissez-le."},
        )
    choices = question.choices if question.kind == QuestionKind.CHOICE else _YES_OR_NO
    return forms.ChoiceField(
        **about,
        choices=[*choices, _UNKNOWN],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez une des réponses proposées."},
    )


def _written(question: Question, value: Value | None) -> Value:
    if value is None:
        return ""
    return _WRITTEN[value] if question.kind == QuestionKind.YES_NO else value


def _read(question: Question, typed: Any) -> Value | None:
    if typed in ("", None):
        return None
    if question.kind == QuestionKind.YES_NO:
        return bool(typed == _YES)
    found: Value = typed
    return found
