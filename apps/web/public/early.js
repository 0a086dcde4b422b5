// What every page but a filtered wall asks first, asked while its scripts still come; `api/client.ts` takes the answers.
globalThis.lastgoodEarly = new Map(
  ["/api/about", "/api/overview"].map((path) => {
    const answer = fetch(path, { headers: { accept: "application/json" } });
    // Whoever takes it hears of a failure; nobody else needs to.
    answer.catch(() => {});
    return [path, { answer, askedAt: performance.now() }];
  }),
);
