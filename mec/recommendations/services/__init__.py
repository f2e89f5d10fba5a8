"""What people do with proposals (advise, decide, ask to be put in touch, answer), and how they are kept up to date."""

from mec.recommendations.services.advice import (
    AdviceContent,
    AlreadyAdvisedError,
    EmptyAdviceError,
    advise,
    edit_advice,
    withdraw_advice,
)
from mec.recommendations.services.decisions import Decision, RefusalWithoutReasonError, Shown, decide, decide_offer
from mec.recommendations.services.introductions import (
    AlreadyAnsweredError,
    AlreadyAskedError,
    IntroductionRequest,
    accept_introduction,
    ask_introduction,
    close_introduction,
    refuse_introduction,
    relay_introduction,
)
from mec.recommendations.services.proposals import BATCH, catalogue_mark, rematch, rematch_all, want_rematch

__all__ = [
    "BATCH",
    "AdviceContent",
    "AlreadyAdvisedError",
    "AlreadyAnsweredError",
    "AlreadyAskedError",
    "Decision",
    "EmptyAdviceError",
    "IntroductionRequest",
    "RefusalWithoutReasonError",
    "Shown",
    "accept_introduction",
    "advise",
    "ask_introduction",
    "catalogue_mark",
    "close_introduction",
    "decide",
    "decide_offer",
    "edit_advice",
    "refuse_introduction",
    "relay_introduction",
    "rematch",
    "rematch_all",
    "want_rematch",
    "withdraw_advice",
]
