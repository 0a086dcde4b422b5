// Vitest's and Playwright's global set-up: tests start the program, and its threads, as users do.
export { buildProxy as default } from "./lastgood.mjs";
