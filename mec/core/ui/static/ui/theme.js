// Runs before the first paint, so that a dark theme does not flash white.
(() => {
  const root = document.documentElement;
  let scheme = "system";
  try {
    scheme = localStorage.getItem("scheme") || "system";
  } catch {
    // Storage refused by the browser: the system's choice stands.
  }
  const dark = scheme === "dark" || (scheme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.frScheme = scheme;
  root.dataset.frTheme = dark ? "dark" : "light";
  root.classList.add("mec-scripted");
})();
