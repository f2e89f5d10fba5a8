// The keys of the inbox, while the focus is in its list and not in a field: j and k go from project to project, a and p
// lead to the button and to the choice that the row marks with data-mec-key. Nothing is sent by p; a presses the button.

const FIELDS = "input, select, textarea, [contenteditable]";

function goTo(row) {
  const link = row?.querySelector("a");
  link?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(FIELDS)) {
    return;
  }
  const row = event.target.closest("[data-mec-row]");
  const moves = { j: row?.nextElementSibling, k: row?.previousElementSibling };
  const marked = row?.querySelector(`[data-mec-key="${CSS.escape(event.key)}"]`);
  if (event.key in moves) {
    event.preventDefault();
    goTo(moves[event.key]);
  } else if (marked) {
    event.preventDefault();
    marked.focus();
    if (event.key === "a") {
      marked.click();
    }
  }
}

for (const list of document.querySelectorAll("[data-mec-rows]")) {
  list.addEventListener("keydown", pressed);
}
