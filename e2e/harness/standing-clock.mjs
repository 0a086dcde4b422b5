// Loaded before the program, as `standing-clock.mjs?at=<epoch milliseconds>`: its calendar stands still. Timers go on.
const at = Number(new URL(import.meta.url).searchParams.get("at"));
globalThis.Date = class extends Date {
  constructor(...given) {
    if (given.length === 0) super(at);
    else super(...given);
  }
  static now() {
    return at;
  }
};
