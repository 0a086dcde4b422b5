import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { VENDORS } from "../session.ts";
import { VENDOR_READERS } from "./registry.ts";

it("has a reader for each vendor, and each vendor has a folder", () => {
  const folders = readdirSync(new URL(".", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  expect(Object.keys(VENDOR_READERS).sort()).toEqual(folders);
  expect([...VENDORS].sort()).toEqual(folders);
});
