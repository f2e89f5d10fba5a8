// Says how many rows of the table are checked, beside the buttons that act on them.

const shown = document.querySelector("[data-mec-checked]");

function count() {
  const checked = document.querySelectorAll("input[name=projet]:checked").length;
  shown.textContent = checked ? ` (${checked})` : "";
}

if (shown) {
  document.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}
