"""What people do with proposals: advise, decide, ask to be put in touch, answer."""

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

__all__ = [
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
    "close_introduction",
    "decide",
    "decide_offer",
    "edit_advice",
    "refuse_introduction",
    "relay_introduction",
    "withdraw_advice",
]
