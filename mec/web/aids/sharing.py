"""Send an aid to somebody: plain links, that nothing follows."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class ShareLink:
    label: str
    url: str
    is_elsewhere: bool = True


def share_links(title: str, address: str) -> list[ShareLink]:
    """Return the ways to share a page: by mail, then on the networks that take an address alone."""
    mail = urlencode({"subject": title, "body": f"{title}\n\n{address}"}, quote_via=quote)
    linkedin, facebook = urlencode({"url": address}), urlencode({"u": address})
    return [
        ShareLink("Envoyer par courriel", f"mailto:?{mail}", is_elsewhere=False),
        ShareLink("LinkedIn (autre site)", f"https://www.linkedin.com/sharing/share-offsite/?{linkedin}"),
        ShareLink("Facebook (autre site)", f"https://www.facebook.com/sharer/sharer.php?{facebook}"),
    ]
