"""What the browser receives of the State's design system: the parts in use, bundled into few files.

The sources are the files of the django-dsfr package. The bundle is rebuilt under the data directory
whenever they or our templates change; `collectstatic` then hashes and compresses it like any other static file.
"""

import hashlib
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import quote

PRODUCT = Path(__file__).resolve().parents[2]

COMPONENTS = (
    "upload", "range", "accordion", "badge", "logo", "button", "connect", "quote", "breadcrumb", "form", "input",
    "stepper", "tooltip", "link", "sidemenu", "callout", "highlight", "tab", "pagination", "summary", "tag", "download",
    "alert", "notice", "radio", "card", "checkbox", "content", "segmented", "toggle", "skiplink", "select", "modal",
    "navigation", "share", "footer", "tile", "search", "consent", "follow", "password", "translate", "table",
    "transcription", "header", "display",
)  # fmt: skip
"""In the order of the design system's own bundle: later rules win over earlier ones."""
ALWAYS = frozenset({"form", "display"})
CLASS_OF = {"button": "btn", "navigation": "nav", "tab": "tabs", "skiplink": "skiplinks"}
"""The class by which our templates show that they use a component, when it is not the component's name."""
FONTS = ("Marianne-Regular.woff2", "Marianne-Medium.woff2", "Marianne-Bold.woff2")
FAVICONS = ("favicon.svg", "favicon.ico", "apple-touch-icon.png")
THEME_ARTWORK = ("light.svg", "dark.svg", "system.svg")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_FONT_URL = re.compile(r"url\(\.\./fonts/([\w-]+\.woff2)\) format\(\"woff2\"\)[^}]*")
_ICON_URL = re.compile(r"url\((?:\.\./)+icons/([\w/-]+)\.svg\)")
_ICON_RULE = re.compile(r"\.(fr-icon-[\w-]+):after,\.\1:before\{[^}]*\}")
_ICON_CLASS = re.compile(r"fr-icon-[a-z0-9-]+")
_CLASS = re.compile(r"\bfr-([a-z]+)")
_QUOTED_PATH = re.compile(r"""["']([a-z]+/[a-z-]+)["']""")
_TOKEN = re.compile(r"(?<=[{;])(--[\w-]+):[^;}]*(?:;|(?=\}))")
_FOCUS_BACK = re.compile(r"focusBack\(\)\{(\w+)\.focus\(this\._focusIndex\)\}")
_SYMBOL = re.compile(r'<symbol id="artwork-(decorative|minor|major)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def dsfr_dist() -> Path:
    return _package("dsfr") / "static" / "dsfr" / "dist"


def build(target: Path) -> list[str]:
    """Write the bundle under `target` unless it is there already; return the names of its files."""
    files = _files()
    stamp = target / ".stamp"
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in sorted(files.items()))).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != digest:
        for name, content in files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        stamp.write_text(digest, encoding="ascii")
    return sorted(files)


def _files() -> dict[str, bytes]:
    dist = dsfr_dist()
    files = {
        "vendor/dsfr.css": stylesheet().encode(),
        "vendor/dsfr.js": script().encode(),
        "vendor/pictograms.svg": pictogram_sprite().encode(),
    }
    files |= {f"vendor/fonts/{name}": (dist / "fonts" / name).read_bytes() for name in FONTS}
    files |= {f"vendor/favicon/{name}": (dist / "favicon" / name).read_bytes() for name in FAVICONS}
    files |= {f"vendor/artwork/{name}": (dist / "artwork" / name).read_bytes() for name in THEME_ARTWORK}
    return files


def stylesheet() -> str:
    """Return one stylesheet: core, components in use, dark theme, icons in use as data URLs declared once each."""
    dist = dsfr_dist()
    parts = [_css(dist / "core" / "core")]
    parts += [_css(dist / "component" / name / name) for name in components()]
    parts.append((dist / "scheme" / "scheme.min.css").read_text(encoding="utf-8"))
    parts.append(_icon_rules(dist))
    body = _FONT_FACE.sub(_shipped_font, _COMMENT.sub("", "".join(parts)))
    icons = sorted(set(_ICON_URL.findall(body)))
    body = _ICON_URL.sub(lambda match: f"var(--{match[1].replace('/', '-')})", body)
    declared = ";".join(f"--{name.replace('/', '-')}:{_data_url(dist / 'icons' / f'{name}.svg')}" for name in icons)
    return f"{_licence(dist)}:root{{{declared}}}{_without_unused_tokens(body)}"


def script() -> str:
    """Return one module: the design system's core and the behaviours in use, each in its own scope."""
    dist = dsfr_dist()
    scripted = [dist / "component" / name / f"{name}.module.min.js" for name in components()]
    parts = [dist / "core" / "core.module.min.js", *scripted, dist / "scheme" / "scheme.module.min.js"]
    scopes = (
        f"{{{_FOCUS_BACK.sub(_only_if_taken, path.read_text(encoding='utf-8'))}\n}}" for path in parts if path.exists()
    )
    return re.sub(r"//# sourceMappingURL=\S*", "", "\n".join(scopes))


def _only_if_taken(method: re.Match[str]) -> str:
    """Mend what gives the focus back: where it was never taken, as in a menu that a wider window closes, it loops."""
    return f"focusBack(){{void 0===this._focusIndex||{method[1]}.focus(this._focusIndex)}}"


def components() -> list[str]:
    """Return the design system's components that our templates use."""
    used = set(_used(_CLASS))
    return [name for name in COMPONENTS if name in ALWAYS or CLASS_OF.get(name, name) in used]


def pictograms() -> list[str]:
    """Return the pictograms that our templates use, as `folder/name`."""
    folder = dsfr_dist() / "artwork" / "pictograms"
    return sorted(name for name in set(_used(_QUOTED_PATH)) if (folder / f"{name}.svg").exists())


def pictogram_sprite() -> str:
    """Return the pictograms in use as symbols named `buildings-city-hall-major`, coloured by the page's theme."""
    symbols = []
    for name in pictograms():
        source = (dsfr_dist() / "artwork" / "pictograms" / f"{name}.svg").read_text(encoding="utf-8")
        for layer, content in _SYMBOL.findall(source):
            tidy = re.sub(r"\s+", " ", content).strip()
            symbols.append(f'<symbol id="{name.replace("/", "-")}-{layer}" viewBox="0 0 80 80">{tidy}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


@cache
def _sources() -> dict[str, str]:
    """Our own templates, styles and code, where a class, an icon or a pictogram may be named."""
    patterns = ("**/templates/**/*.html", "**/static/**/*.css", "**/static/**/*.js", "**/*.py")
    paths = sorted(path for pattern in patterns for path in PRODUCT.glob(pattern) if path != Path(__file__).resolve())
    return {str(path): path.read_text(encoding="utf-8") for path in paths}


def _used(pattern: re.Pattern[str]) -> Iterator[str]:
    for text in _sources().values():
        yield from pattern.findall(text)


def _without_unused_tokens(css: str) -> str:
    """Drop the custom properties that nothing reads: a third of the design system's colours."""
    ours = "".join(text for path, text in _sources().items() if path.endswith(".css"))
    while True:
        read = set(re.findall(r"var\((--[\w-]+)", css + ours))
        kept = _TOKEN.sub(lambda match, read=read: match[0] if match[1] in read else "", css)  # type: ignore[misc]
        if kept == css:
            return css
        css = kept


def _css(stem: Path) -> str:
    candidates = [stem.with_name(f"{stem.name}.{part}.min.css") for part in ("main", "print")]
    alone = stem.with_name(f"{stem.name}.min.css")
    found = [path for path in candidates if path.exists()] or [alone]
    return "".join(path.read_text(encoding="utf-8") for path in found if path.exists())


def _icon_rules(dist: Path) -> str:
    used = set(_used(_ICON_CLASS))
    rules = (dist / "utility" / "icons" / "icons.main.min.css").read_text(encoding="utf-8")
    return "".join(match[0] for match in _ICON_RULE.finditer(rules) if match[1] in used)


def _shipped_font(face: re.Match[str]) -> str:
    source = _FONT_URL.search(face[0])
    if source is None or source[1] not in FONTS:
        return ""
    return _FONT_URL.sub(lambda match: f'url(fonts/{match[1]}) format("woff2")', face[0])


def _data_url(path: Path) -> str:
    svg = re.sub(r"<!--.*?-->|<\?xml.*?\?>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
    return f'url("data:image/svg+xml,{quote(svg.replace(chr(34), chr(39)), safe=" =:/,;()")}")'


def _licence(dist: Path) -> str:
    return (dist / "core" / "core.min.css").read_text(encoding="utf-8").split("*/", 1)[0] + "*/"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name)
    return Path(next(iter(spec.submodule_search_locations)))
