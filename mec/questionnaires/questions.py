"""What is asked, as plain values: each caller has its own questions."""

from dataclasses import dataclass

from mec.questionnaires.enums import QuestionKind

Value = bool | int | float | str
"""What an answer may be; None stands for "je ne sais pas"."""


@dataclass(frozen=True)
class Question:
    key: str
    """Names the question for ever, whoever asks it: the same key is the same answer."""
    text: str
    kind: QuestionKind = QuestionKind.YES_NO
    choices: tuple[tuple[str, str], ...] = ()
    """Code and label, when one chooses."""
    help: str = ""

    def said(self, value: Value | None) -> Value | None:
        """Return what was chosen in the words of the question, any other answer as it is."""
        return dict(self.choices).get(value, value) if isinstance(value, str) else value
