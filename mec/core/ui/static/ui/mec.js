// What every page does: lead to the errors of a failed form, send a form once, copy what is read aloud.

const SENT = "mec:sent";

function leadToErrors() {
  const summary = document.querySelector("[data-mec-errors]");
  if (summary) {
    summary.focus();
  }
}

function followErrorLink(event) {
  const link = event.target.closest("[data-mec-errors] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-mec-once]")) {
    return;
  }
  if (form.dataset.mecSent) {
    event.preventDefault();
    return;
  }
  form.dataset.mecSent = "true";
  for (const button of document.querySelectorAll("button[type=submit]")) {
    if (button.form === form) {
      button.setAttribute("aria-disabled", "true");
    }
  }
}

function allowAgain(event) {
  if (!event.persisted) {
    return;
  }
  for (const form of document.querySelectorAll("[data-mec-sent]")) {
    delete form.dataset.mecSent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
}

// What was typed has reached the server when a page of the same person, without errors, follows: not the sign-in page
// of a session that has ended, nor a refusal.
function forgetSentDraft() {
  try {
    const key = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    const isMine = key?.startsWith(`mec:draft:${document.body.dataset.mecOwner}:`);
    const isRefused = performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
    if (isMine && !isRefused && !document.querySelector("[data-mec-errors]")) {
      localStorage.removeItem(key);
    }
  } catch {
    // Storage refused by the browser: there is no copy to forget.
  }
}

// <button data-mec-copy="4821 7393" hidden> shows itself where the browser can copy.
function offerToCopy(button) {
  const label = button.innerHTML;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.mecCopy);
      button.textContent = "Copié";
      setTimeout(() => (button.innerHTML = label), 2000);
    } catch {
      button.hidden = true;
    }
  });
}

forgetSentDraft();
leadToErrors();
if (navigator.clipboard) {
  document.querySelectorAll("[data-mec-copy]").forEach(offerToCopy);
}
document.addEventListener("click", followErrorLink);
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", allowAgain);
