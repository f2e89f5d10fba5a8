// Saves a form as one types: <form data-mec-autosave> is posted to its own address with action=auto.
// The server answers 204, or 200 with {"version", "action", "recipients"}, once the words are kept: the version to send
// next, the address that the draft has now, whom it would be sent to. 409 when somebody else was faster.

const PAUSE = 1500;
const SAVED = "saved";
const RETRIES = [2000, 4000, 8000, 15000, 30000, 60000];
const HEADERS = { Accept: "application/json", "X-Requested-With": "fetch" };

const clock = (date) => `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
const isTyped = ([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "version"].includes(name);
const fieldsOf = (form) => JSON.stringify([...new FormData(form)].filter(isTyped));

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-mec-autosave-status]");
    this.saved = fieldsOf(form);
    this.failures = 0;
    form.addEventListener("input", () => this.plan(PAUSE));
    form.addEventListener("change", () => this.plan(0));
    form.addEventListener("focusout", () => this.plan(0));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.plan(0));
    window.addEventListener("pagehide", () => this.save({ leaving: true }));
    window.addEventListener("pageshow", () => this.resume());
  }

  get changed() {
    return !this.stopped && fieldsOf(this.form) !== this.saved;
  }

  plan(delay) {
    if (this.changed) {
      this.unsay();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), delay);
    }
  }

  async save({ leaving = false } = {}) {
    if (!this.changed || this.sending) {
      return;
    }
    this.sending = true;
    const sent = fieldsOf(this.form);
    const body = new FormData(this.form);
    body.set("action", "auto");
    try {
      const request = { method: "POST", body, headers: HEADERS, redirect: "manual", keepalive: leaving };
      await this.answered(await fetch(this.form.getAttribute("action"), request), sent);
    } catch {
      this.retry("Connexion perdue : vos mots sont gardés sur cet appareil. Nouvel essai dans un instant.");
    }
    this.sending = false;
    if (this.waiting) {
      this.form.requestSubmit(this.waiting);
    } else if (this.failures === 0) {
      this.plan(PAUSE);
    }
  }

  // A form that leaves while its last words are being saved would meet its own new version as somebody else's.
  submitted(event) {
    this.waiting = this.sending ? event.submitter : null;
    if (this.sending) {
      event.preventDefault();
    } else if (!event.defaultPrevented) {
      this.stopped = true;
    }
  }

  resume() {
    this.stopped = false;
    this.plan(0);
  }

  async answered(response, sent) {
    if (response.ok) {
      if (response.status === 200) {
        this.adopt(await response.json());
      }
      this.failures = 0;
      this.saved = sent;
      this.form.dispatchEvent(new CustomEvent("mec:saved", { detail: sent }));
      this.say(`Enregistré à ${clock(new Date())}`, SAVED);
    } else if (response.status === 409) {
      this.stop("Une autre personne vient de modifier ce texte. Le vôtre est gardé : envoyez-le pour voir les deux.");
    } else if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) {
      this.stop("Votre session est terminée. Vos mots sont gardés ici : reconnectez-vous, puis rouvrez cette page.");
    } else if (response.status < 500 && response.status !== 429) {
      this.saved = sent;
      this.say("Pas encore enregistré : une réponse est à corriger. Vos mots sont gardés sur cet appareil.", "waiting");
    } else {
      this.retry("Le service ne répond pas : vos mots sont gardés sur cet appareil. Nouvel essai dans un instant.");
    }
  }

  adopt({ version, action, recipients }) {
    if (version !== undefined && this.form.elements.version) {
      this.form.elements.version.value = version;
    }
    if (action && action !== this.form.getAttribute("action")) {
      this.form.setAttribute("action", action);
      this.form.dispatchEvent(new CustomEvent("mec:moved", { detail: action }));
      history.replaceState(null, "", action);
    }
    const button = this.form.querySelector("[data-mec-recipients]");
    if (button && recipients) {
      button.textContent = `Envoyer ${recipients}`;
    }
  }

  say(text, state) {
    if (this.status) {
      this.status.dataset.state = state;
    }
    if (this.status && this.status.textContent !== text) {
      this.status.textContent = text;
    }
  }

  // "Saved" goes from view, unheard, while it is not true of the last words.
  unsay() {
    if (this.status?.dataset.state === SAVED) {
      this.status.dataset.state = "pending";
    }
  }

  stop(text) {
    this.stopped = true;
    this.say(text, "refused");
  }

  retry(text) {
    this.say(text, "waiting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }
}

document.querySelectorAll("form[data-mec-autosave]").forEach((form) => new Autosave(form));
