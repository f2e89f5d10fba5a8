// Keeps in this browser a copy of what is typed in <form data-mec-autosave> or <form data-mec-keep> until the server
// has it: autosave.js says so by the events mec:saved (detail: the fields sent) and mec:moved (detail: the form's new
// address), mec.js by the page that follows.
// The copy is this person's only: another one who opens the page on the same computer makes it disappear.

const PREFIX = "mec:draft:";
const SENT = "mec:sent";

// Storage may be refused or full: the server remains.
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

const forget = (key) => attempt(() => localStorage.removeItem(key));
const clock = (date) => `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
const isTyped = ([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "version"].includes(name);
const fieldsOf = (form) => JSON.stringify([...new FormData(form)].filter(isTyped));

class Draft {
  constructor(form) {
    this.form = form;
    this.mine = `${PREFIX}${document.body.dataset.mecOwner || ""}:`;
    this.key = this.mine + form.getAttribute("action");
    this.saved = fieldsOf(form);
    const isOthers = (key) => key.startsWith(PREFIX) && !key.startsWith(this.mine);
    (attempt(() => Object.keys(localStorage)) || []).filter(isOthers).forEach(forget);
    this.offer();
    for (const name of ["input", "change"]) {
      form.addEventListener(name, () => this.keep());
    }
    form.addEventListener("submit", () => attempt(() => sessionStorage.setItem(SENT, this.key)));
    form.addEventListener("mec:saved", (event) => this.acknowledged(event.detail));
    form.addEventListener("mec:moved", (event) => this.moved(event.detail));
  }

  keep() {
    const now = fieldsOf(this.form);
    if (now !== this.saved) {
      attempt(() => localStorage.setItem(this.key, JSON.stringify({ fields: JSON.parse(now), at: Date.now() })));
    } else {
      forget(this.key);
    }
  }

  acknowledged(sent) {
    this.saved = sent;
    if (fieldsOf(this.form) === sent) {
      forget(this.key);
    }
  }

  moved(address) {
    forget(this.key);
    this.key = this.mine + address;
    this.keep();
  }

  offer() {
    const copy = JSON.parse(attempt(() => localStorage.getItem(this.key)) || "null");
    const status = this.form.querySelector("[data-mec-autosave-status]");
    if (copy && !copy.fields.some(([name, value]) => this.lacks(name, value))) {
      forget(this.key);
      return;
    }
    if (!copy || !status) {
      return;
    }
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Le reprendre" });
    button.className = "fr-btn fr-btn--sm fr-btn--tertiary fr-ml-1w";
    button.addEventListener("click", () => this.takeUp(copy.fields));
    status.dataset.state = "waiting";
    status.replaceChildren(`Un texte écrit à ${clock(new Date(copy.at))} n’avait pas été enregistré.`, button);
  }

  // A choice that the page no longer proposes cannot be taken up: it is no reason to offer the copy.
  lacks(name, value) {
    const control = this.form.elements.namedItem(name);
    if (control instanceof RadioNodeList) {
      return [...control].some((each) => each.type === "radio" && each.value === value && !each.checked);
    }
    return Boolean(control) && !["checkbox", "hidden"].includes(control.type) && control.value !== value;
  }

  takeUp(fields) {
    for (const [name, value] of fields) {
      const control = this.form.elements.namedItem(name);
      if (control && control.type !== "checkbox") {
        control.value = value;
      }
    }
    const first = this.form.querySelector("input:not([type=hidden]), textarea");
    first.focus();
    first.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.querySelectorAll("form[data-mec-autosave], form[data-mec-keep]").forEach((form) => new Draft(form));
