// Places proposed as one types: <div data-mec-territory="URL"> around a text field, inside a [data-mec-territories]
// that holds the boxes already ticked. The address answers [{"id", "label"}] to ?q=; what is chosen becomes a ticked
// box, the very boxes that a page without scripts has.

const PAUSE = 200;
const SHORTEST = 2;
const WITHOUT = "Les propositions sont indisponibles : écrivez le nom, puis utilisez le bouton de recherche.";

class TerritoryField {
  constructor(zone, rank) {
    this.address = zone.dataset.mecTerritory;
    this.input = zone.querySelector("input[type=text], input[type=search]");
    this.boxes = zone.closest("[data-mec-territories]").querySelector("fieldset");
    this.list = Object.assign(document.createElement("ul"), { className: "mec-suggest__list", id: `lieux-${rank}` });
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Lieux proposés");
    this.status = Object.assign(document.createElement("p"), { className: "fr-sr-only" });
    this.status.setAttribute("role", "status");
    this.input.parentElement.classList.add("mec-suggest");
    this.input.after(this.list, this.status);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off" };
    for (const [name, value] of Object.entries({ ...attributes, "aria-controls": this.list.id })) {
      this.input.setAttribute(name, value);
    }
    this.active = -1;
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.clicked(event));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.input.value.trim()), PAUSE);
  }

  async ask(text) {
    this.request?.abort();
    if (text.length < SHORTEST) {
      this.close();
      return;
    }
    this.request = new AbortController();
    const options = { headers: { Accept: "application/json" }, signal: this.request.signal };
    try {
      const response = await fetch(`${this.address}?q=${encodeURIComponent(text)}`, options);
      this.open(response.ok ? await response.json() : []);
    } catch (error) {
      if (error.name !== "AbortError") {
        this.status.textContent = WITHOUT;
      }
    }
  }

  open(found) {
    this.move(-1);
    this.list.replaceChildren(...found.map((one) => this.option(one)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    const several = found.length > 1 ? `${found.length} lieux proposés : flèches pour les parcourir.` : "Un lieu proposé.";
    this.status.textContent = found.length ? several : "Aucun lieu trouvé : vérifiez le nom ou essayez le code postal.";
  }

  option({ id, label }) {
    const option = Object.assign(document.createElement("li"), { textContent: label, id: `${this.list.id}-${id}` });
    option.dataset.id = id;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    return option;
  }

  pressed(event) {
    if (this.list.hidden) {
      return;
    }
    const last = this.list.children.length - 1;
    const moves = { ArrowDown: Math.min(this.active + 1, last), ArrowUp: Math.max(this.active - 1, 0) };
    if (event.key in moves) {
      event.preventDefault();
      this.move(moves[event.key]);
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.list.children[this.active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  move(index) {
    this.active = index;
    [...this.list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === index)));
    const option = this.list.children[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  clicked(event) {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) {
      this.choose(option);
    }
  }

  choose(option) {
    const { id } = option.dataset;
    const known = [...this.boxes.querySelectorAll("input[type=checkbox]")].find((box) => box.value === id);
    const box = known || this.box(id, option.textContent);
    box.checked = true;
    this.input.value = "";
    this.close();
    this.status.textContent = `${option.textContent} est coché.`;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  box(id, name) {
    const input = Object.assign(document.createElement("input"), { type: "checkbox", value: id, id: `lieu-${id}` });
    input.name = this.boxes.id.replace(/^id_/, "");
    const label = Object.assign(document.createElement("label"), { className: "fr-label", htmlFor: input.id });
    label.textContent = name;
    const group = Object.assign(document.createElement("div"), { className: "fr-checkbox-group" });
    group.append(input, label);
    const line = Object.assign(document.createElement("div"), { className: "fr-fieldset__element" });
    line.append(group);
    this.boxes.querySelector(".fr-messages-group").before(line);
    return input;
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.move(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}

document.querySelectorAll("[data-mec-territory]").forEach((zone, rank) => new TerritoryField(zone, rank));
