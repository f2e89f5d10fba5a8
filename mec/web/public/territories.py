"""Places as people type them, for the field of a project that completes itself."""

from django.http import HttpRequest, JsonResponse

from mec.core.http import Audience, page
from mec.territories.enums import PLACE_KINDS
from mec.territories.queries import search_territories

MAX_TYPED = 100


@page(audience=Audience.PUBLIC)
def territories(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with `[{"id", "label", "detail"}]`, the best first; an empty list for what finds nothing."""
    found = search_territories(request.GET.get("q", "")[:MAX_TYPED], kinds=PLACE_KINDS)
    answers = [{"id": hit.id, "label": hit.label, "detail": hit.detail} for hit in found]
    response = JsonResponse(answers, safe=False)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
