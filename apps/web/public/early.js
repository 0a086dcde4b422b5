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

// React makes errors as it is evaluated; for the place of each the browser would read the whole file again.
Error.stackTraceLimit = 0;

// What every page but a filtered wall asks first, and what two of them draw the most of, asked while the scripts still come;
// `api/client.ts` takes the answers.
(() => {
  const own = { "/": "/api/days?by=client", "/days": "/api/days?by=item" };
  const days = location.search === "" ? own[location.pathname] : undefined;
  const asked = ["/api/about", "/api/overview", ...(days === undefined ? [] : [days])];
  globalThis.lastgoodEarly = new Map(
    asked.map((path) => {
      const answer = fetch(path, {
        headers: { accept: "application/json" },
        // As long as any other question: an answer that stalls must be called a failure, not be waited for.
        signal: AbortSignal.timeout(30_000),
      });
      // Whoever takes it hears of a failure; nobody else needs to.
      answer.catch(() => {});
      return [path, { answer, askedAt: performance.now() }];
    }),
  );
})();
