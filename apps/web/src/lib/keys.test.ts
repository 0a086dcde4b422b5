// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { readKey } from "./keys.ts";

function press(target: HTMLElement, init: KeyboardEventInit): KeyboardEvent {
  document.body.replaceChildren(target);
  const event = new KeyboardEvent("keydown", { bubbles: true, ...init });
  target.dispatchEvent(event);
  return event;
}
const element = (name: string) => document.createElement(name);

it("hears single letters anywhere but in fields", () => {
  expect(readKey(press(element("main"), { key: "j" }), true)).toBe("j");
  expect(readKey(press(element("input"), { key: "j" }), true)).toBeNull();
  expect(readKey(press(element("select"), { key: "j" }), true)).toBeNull();
});

it("leaves the browser's own keys alone", () => {
  expect(readKey(press(element("main"), { key: "g", ctrlKey: true }), true)).toBeNull();
  expect(readKey(press(element("main"), { key: "Tab" }), true)).toBeNull();
});

it("hears no letter once they are switched off, but Escape always", () => {
  expect(readKey(press(element("main"), { key: "j" }), false)).toBeNull();
  expect(readKey(press(element("main"), { key: "Escape" }), false)).toBe("Escape");
  expect(readKey(press(element("input"), { key: "Escape" }), false)).toBe("Escape");
});
