import gzip
import re
from pathlib import Path

from mec.core.ui import assets

KIB = 1024
HOOKS = {"fr-display", "fr-footer__content-item"}
"""Classes that the design system's markup has without styling them."""
CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')


def gzipped(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_stylesheet_keeps_within_its_budget():
    assert gzipped(assets.stylesheet()) <= 60 * KIB


def test_own_stylesheet_keeps_within_its_budget():
    own = (assets.PRODUCT / "core/ui/static/ui/mec.css").read_text(encoding="utf-8")

    assert gzipped(own) <= 10 * KIB


def test_style_of_paper_is_small_and_keeps_to_paper():
    paper = (assets.PRODUCT / "core/ui/static/ui/print.css").read_text(encoding="utf-8")
    frame = (assets.PRODUCT / "core/ui/templates/ui/base.html").read_text(encoding="utf-8")

    assert gzipped(paper) <= KIB
    assert re.search(r'ui/print\.css" %}" media="print">', frame)


def test_scripts_keep_within_their_budget(tmp_path):
    assets.build(tmp_path)
    own = "".join(path.read_text(encoding="utf-8") for path in (assets.PRODUCT / "core/ui/static/ui").glob("*.js"))
    vendor = (tmp_path / "vendor/dsfr.js").read_text(encoding="utf-8")

    assert gzipped(own + vendor) <= 60 * KIB


def test_own_scripts_are_short():
    long = [
        path.name
        for path in (assets.PRODUCT / "core/ui/static/ui").glob("*.js")
        if len(path.read_text(encoding="utf-8").splitlines()) > 150
    ]
    assert long == []


def test_stylesheet_asks_for_no_file_but_the_fonts_shipped():
    addresses = re.findall(r"""url\((?!["']?data:)["']?([^"')]+)""", assets.stylesheet())

    assert sorted(addresses) == sorted(f"fonts/{name}" for name in assets.FONTS)


def test_stylesheet_defines_every_token_that_it_reads():
    css = assets.stylesheet()
    own = (assets.PRODUCT / "core/ui/static/ui/mec.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+):", css + own))
    full = "".join(path.read_text(encoding="utf-8") for path in assets.dsfr_dist().glob("dsfr.min.css"))
    known = set(re.findall(r"(--[\w-]+):", full))

    assert sorted((set(re.findall(r"var\((--[\w-]+)", css + own)) & known) - defined) == []


def test_own_stylesheet_reads_only_tokens_of_the_design_system():
    own = (assets.PRODUCT / "core/ui/static/ui/mec.css").read_text(encoding="utf-8")

    assert sorted(set(re.findall(r"var\((--[\w-]+)", own)) - set(re.findall(r"(--[\w-]+):", assets.stylesheet()))) == []


def test_bundle_styles_every_class_of_our_templates():
    own = (assets.PRODUCT / "core/ui/static/ui" / name for name in ("mec.css", "print.css"))
    css = assets.stylesheet() + "".join(path.read_text(encoding="utf-8") for path in own)
    styled = set(re.findall(r"\.((?:fr|mec)-[\w-]+)", css))
    used = set()
    for template in assets.PRODUCT.rglob("templates/**/*.html"):
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", template.read_text(encoding="utf-8"))
        for classes in CLASS_ATTRIBUTE.findall(text):
            used |= {name for name in classes.split() if name.startswith(("fr-", "mec-")) and name[-1] not in "-_"}

    assert sorted(used - styled) == sorted(HOOKS)


def test_pictograms_are_those_that_the_templates_draw():
    sprite = assets.pictogram_sprite()

    assert "buildings/city-hall" in assets.pictograms()
    assert sprite.count("<symbol ") == 3 * len(assets.pictograms())
    assert "<style" not in sprite


def test_build_writes_once(tmp_path: Path):
    names = assets.build(tmp_path)
    written = {name: (tmp_path / name).stat().st_mtime_ns for name in names}

    assert assets.build(tmp_path) == names
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in names} == written


def test_build_repairs_an_outdated_bundle(tmp_path: Path):
    assets.build(tmp_path)
    (tmp_path / ".stamp").write_text("older", encoding="ascii")
    (tmp_path / "vendor/dsfr.css").write_text("older", encoding="ascii")

    assets.build(tmp_path)

    assert (tmp_path / "vendor/dsfr.css").read_text(encoding="utf-8") == assets.stylesheet()


def test_focus_is_given_back_only_where_it_was_taken():
    script = assets.script()

    assert script.count("focusBack(){") == 1
    assert re.search(r"focusBack\(\)\{void 0===this\._focusIndex\|\|(\w+)\.focus\(this\._focusIndex\)\}", script)
