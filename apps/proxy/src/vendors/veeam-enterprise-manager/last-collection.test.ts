import { expect, it } from "vitest";
import { readLastCollection } from "./last-collection.ts";

function read(text: string) {
  return readLastCollection(new TextEncoder().encode(text));
}

const sessions = [
  { SessionType: "CollectJob", State: "Stopped", Result: "Success", EndTimeUTC: "2026-11-20T05:45:40Z" },
  {
    SessionType: "CollectJob",
    State: "Stopped",
    Result: "Warning",
    EndTimeUTC: "2026-11-20T06:00:40.123456",
  },
  { SessionType: "CollectJob", State: "Stopped", Result: "Failed", EndTimeUTC: "2026-11-20T06:15:40Z" },
  { SessionType: "CollectJob", State: "Working", Result: "None" },
  { SessionType: "ArchiveJob", State: "Stopped", Result: "Success", EndTimeUTC: "2026-11-20T06:20:00Z" },
];
const expected = { at: "2026-11-20T06:00:40.123Z" };

it("takes the newest collection that went well, in JSON of either key case", () => {
  const text = JSON.stringify({ SystemSessions: sessions });
  expect(read(`\uFEFF${text}`)).toEqual(expected);
  expect(
    read(text.replaceAll(/"([A-Z])(\w*)":/g, (_, first, rest) => `"${first.toLowerCase()}${rest}":`)),
  ).toEqual(expected);
});

it("takes it from XML", () => {
  const rows = sessions.map((session) => {
    const fields = Object.entries(session).map(([name, value]) => `<${name}>${value}</${name}>`);
    return `<SystemSession Type="SystemSession"><Links/>${fields.join("")}</SystemSession>`;
  });
  expect(
    read(`<SystemSessions xmlns="http://www.veeam.com/ent/v1.0">${rows.join("")}</SystemSessions>`),
  ).toEqual(expected);
});

it.each(['{"Refs":[]}', '{"SystemSessions":[]}', "<SystemSessions/>"])("is told of none by %j", (text) => {
  expect(read(text)).toEqual({ at: null });
});

it.each([
  "",
  "{",
  "<html></html>",
  '{"SystemSessions":[{"SessionType":"CollectJob"',
  "<SystemSessions><SystemSession ",
])("takes nothing from %j, which is no whole list", (text) => {
  expect(read(text)).toBeNull();
});
