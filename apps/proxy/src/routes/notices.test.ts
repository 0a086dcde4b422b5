import { expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { certificateNotices, damageNotices } from "./notices.ts";

const NOW = Date.parse("2026-11-26T09:00:00Z");
const vbem = { id: "vbem", name: "VBEM", state: "ok" } as const;

const words = (certificateEndsAt: string | null) =>
  certificateNotices([{ ...vbem, certificateEndsAt }], NOW).map(({ text }) => text);

it.each([
  ["2026-12-26T09:00:00.000Z", "The certificate of VBEM ends in 30 days (on 2026-12-26)"],
  ["2026-12-08T12:00:00.000Z", "The certificate of VBEM ends in 12 days (on 2026-12-08)"],
  ["2026-11-27T10:00:00.000Z", "The certificate of VBEM ends in 1 day (on 2026-11-27)"],
  ["2026-11-26T09:01:00.000Z", "The certificate of VBEM ends within a day (on 2026-11-26)"],
  ["2026-11-26T09:00:00.000Z", "The certificate of VBEM ended less than a day ago (on 2026-11-26)"],
  ["2026-11-23T08:00:00.000Z", "The certificate of VBEM ended 3 days ago (on 2026-11-23)"],
])("tells of a certificate that ends at %s", (endsAt, text) => {
  expect(words(endsAt)).toEqual([`${text}: have it renewed on that server`]);
});

it("says nothing of a certificate that lasts, of none, and of a source that is switched off", () => {
  expect(words("2026-12-26T09:00:00.001Z")).toEqual([]);
  expect(words(null)).toEqual([]);
  const off = { ...vbem, state: "disabled", certificateEndsAt: "2026-11-27T10:00:00.000Z" } as const;
  expect(certificateNotices([off], NOW)).toEqual([]);
});

it("says on every screen what a damaged store means and what to do, and nothing of one that is whole", () => {
  const text = "The store /data/lastgood.db is damaged (…). Stop Lastgood. …";
  const found = (damage: string | null) => damageNotices({ store: { damage: () => damage } as Store });
  expect(found(text)).toEqual([{ kind: "store", text, sourceId: null }]);
  expect(found(null)).toEqual([]);
});
