import html5lib
import pytest
from django import forms
from django.template.loader import render_to_string

from mec.core.ui.widgets import RadioCards


class ProjectForm(forms.Form):
    name = forms.CharField(
        label="Nom du projet",
        help_text="Par exemple : une école.",
        error_messages={"required": "Donnez un nom au projet, par exemple « École »."},
    )
    email = forms.EmailField(label="Adresse", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    story = forms.CharField(label="Récit", widget=forms.Textarea, required=False)
    phase = forms.ChoiceField(
        label="Phase",
        choices=[("idee", "Idée"), ("etude", "Étude")],
        widget=RadioCards(hints={"idee": "Un besoin"}, pictograms={"etude": "document/document-search"}),
        error_messages={"required": "Choisissez une phase : idée ou étude."},
    )
    topics = forms.MultipleChoiceField(
        label="Thématiques", choices=[("eau", "Eau")], widget=forms.CheckboxSelectMultiple, required=False
    )
    kind = forms.ChoiceField(label="Nature", choices=[("a", "A")], required=False)
    agree = forms.BooleanField(label="J’accepte", help_text="Les conditions.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def tree(form):
    html = render_to_string("ui/forms/form.html", form.get_context())
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    fragment = parser.parseFragment(html)
    assert parser.errors == []
    return fragment


def control(fragment, name):
    return next(node for node in fragment.iter() if node.get("name") == name and node.tag != "ul")


def by_id(fragment, identifier):
    return next(node for node in fragment.iter() if node.get("id") == identifier)


def words(node):
    return " ".join("".join(node.itertext()).split())


def test_text_field_ties_its_label_and_hint():
    fragment = tree(ProjectForm())
    name = control(fragment, "name")

    assert (name.get("class"), name.get("aria-required"), name.get("required")) == ("fr-input", "true", None)
    assert words(by_id(fragment, name.get("aria-describedby"))) == "Par exemple : une école."


def test_form_in_which_nothing_is_asked_for_says_it_of_no_field():
    class FilterForm(ProjectForm):
        all_optional = True

    labels = {label.get("for"): words(label) for label in tree(FilterForm()).iter("label")}

    assert labels["id_story"] == "Récit"


def test_optional_field_says_so_in_its_label():
    fragment = tree(ProjectForm())
    labels = {node.get("for"): words(node) for node in fragment.iter("label")}

    assert labels["id_story"] == "Récit (facultatif)"
    assert labels["id_email"] == "Adresse"


@pytest.mark.parametrize(("name", "css"), [("story", "fr-input"), ("kind", "fr-select"), ("email", "fr-input")])
def test_control_has_the_class_of_the_design_system(name, css):
    assert control(tree(ProjectForm()), name).get("class") == css


def test_identity_field_keeps_its_autocomplete():
    assert control(tree(ProjectForm()), "email").get("autocomplete") == "email"


def test_radio_group_is_a_named_group_with_its_hints():
    fragment = tree(ProjectForm())
    group = by_id(fragment, "id_phase")

    assert (group.tag, group.get("role"), group.get("aria-required")) == ("fieldset", "radiogroup", "true")
    assert words(by_id(fragment, "id_phase_legend")) == "Phase"
    assert [words(label) for label in group.iter("label")] == ["Idée Un besoin", "Étude"]
    assert len([node for node in group.iter() if node.get("class") == "fr-radio-rich__pictogram"]) == 1


def test_checkbox_group_is_not_a_radio_group():
    group = by_id(tree(ProjectForm()), "id_topics")

    assert (group.tag, group.get("role")) == ("fieldset", None)


def test_only_a_radio_group_is_said_invalid():
    fragment = tree(ProjectForm({"topics": ["inconnue"]}))

    assert by_id(fragment, "id_phase").get("aria-invalid") == "true"
    assert by_id(fragment, "id_topics").get("aria-invalid") is None


@pytest.mark.parametrize("level", ["2", "3", "4"])
def test_summary_follows_the_heading_above(level):
    html = render_to_string("ui/forms/errors.html", {"form": ProjectForm({}), "level": level})

    assert f'<h{level} class="fr-alert__title">' in html


def test_invalid_field_names_its_error():
    fragment = tree(ProjectForm({"email": "x", "agree": "on", "phase": "idee"}))
    name = control(fragment, "name")
    described = [by_id(fragment, identifier) for identifier in name.get("aria-describedby").split()]

    assert name.get("aria-invalid") == "true"
    assert [words(node) for node in described] == [
        "Par exemple : une école.",
        "Donnez un nom au projet, par exemple « École ».",
    ]


def test_summary_leads_to_each_invalid_control():
    fragment = tree(ProjectForm({"email": "marie@privas.fr"}))
    summary = next(node for node in fragment.iter() if node.get("role") == "alert")
    links = {link.get("href"): words(link) for link in summary.iter("a")}

    assert words(next(summary.iter("h2"))) == "3 points à corriger"
    assert summary.get("tabindex") == "-1"
    assert links == {
        "#id_name": "Donnez un nom au projet, par exemple « École ».",
        "#id_phase_0": "Choisissez une phase : idée ou étude.",
        "#id_agree": "Ce champ est obligatoire.",
    }
    for href in links:
        assert by_id(fragment, href[1:]).tag == "input"


def test_summary_is_absent_from_a_form_not_sent():
    assert [node for node in tree(ProjectForm()).iter() if node.get("role") == "alert"] == []


def test_hidden_field_has_no_label():
    assert "id_version" not in {node.get("for") for node in tree(ProjectForm()).iter("label")}
