// Runs before the first paint, so that a chosen theme never flashes. The wall is dark unless its address says otherwise.
(() => {
  const wall = location.pathname === "/wall";
  const asked = wall ? (new URLSearchParams(location.search).get("theme") ?? "dark") : null;
  let theme = asked;
  if (!wall) {
    try {
      theme = localStorage.getItem("lastgood.theme");
    } catch {
      theme = null;
    }
  }
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
})();
