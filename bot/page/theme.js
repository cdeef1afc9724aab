// Before anything is drawn: the theme that was chosen here, so that no page flashes in the other one.
// A plain script and no module, for modules wait until the page has been read.
try {
  const chosen = localStorage.getItem("ibid.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden here: the system's theme it is.
}
