import "./fonts.css";
import "./tokens.css";
import "./first.css";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";

// `early.js` turned traces off.
Object.assign(Error, { stackTraceLimit: 10 });

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

// A face that comes after the first paint would move everything. They are asked for by the page itself, so this is short.
const FACES = ['400 14px "IBM Plex Sans"', '600 14px "IBM Plex Sans"', '600 38px "IBM Plex Sans Condensed"'];
const PATIENCE_MS = 400;
const faces = Promise.race([
  Promise.all(FACES.map((face) => document.fonts.load(face))).catch(() => {}),
  new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
]);
// Each in a task of its own: what is pressed meanwhile is not held up.
const task = () => new Promise((resolve) => setTimeout(resolve));
await task();
const { App, FORMATS } = await import("./App.tsx");
for (const format of FORMATS) {
  await task();
  format();
}
await faces;

// In slices, as all that follows.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
