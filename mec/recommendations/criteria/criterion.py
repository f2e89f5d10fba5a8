from dataclasses import dataclass

from mec.recommendations.enums import Verdict


@dataclass(frozen=True)
class Criterion:
    code: str
    verdict: Verdict
    sentence: str
    question: str = ""
    """What to ask when the verdict is "à vérifier"."""
    gap: str = ""
    """What would turn a "non" into a "oui"; empty when nothing can."""
    key: str = ""
    """Under which `ProjectFacts.answers` holds the answer, yes or no, to `question`; empty when it has another one."""

    @property
    def is_repairable(self) -> bool:
        return self.verdict == Verdict.NO and bool(self.gap)


def asked(criterion: Criterion, *, answer: bool | None, yes: str, no: str, gap: str = "") -> Criterion:
    """Return the criterion with the verdict that the answer to its question gives; itself without an answer."""
    if answer is None:
        return criterion
    verdict, said = (Verdict.YES, yes) if answer else (Verdict.NO, no)
    sentence = f"{criterion.sentence} {said}".strip()
    return Criterion(criterion.code, verdict, sentence, gap="" if answer else gap, key=criterion.key)
