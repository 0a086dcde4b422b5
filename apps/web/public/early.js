// React makes errors as it is evaluated; for the place of each the browser would read the whole file again.
Error.stackTraceLimit = 0;

// What every page but a filtered wall asks first, asked while its scripts still come; `api/client.ts` takes the answers.
globalThis.lastgoodEarly = new Map(
  ["/api/about", "/api/overview"].map((path) => {
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
