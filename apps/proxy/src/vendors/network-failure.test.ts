import { expect, it } from "vitest";
import { networkFailure } from "./network-failure.ts";

const limits = { connectMs: 10_000, headersMs: 60_000, bodyMs: 60_000, overallMs: 600_000 };

it.each([
  ["ENOTFOUND", "network", "the host name vbem.example.net is not known"],
  ["EAI_AGAIN", "network", "the host name vbem.example.net could not be looked up"],
  ["EHOSTUNREACH", "network", "there is no way to vbem.example.net"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout", "no connection to vbem.example.net within 10 s"],
  ["UND_ERR_HEADERS_TIMEOUT", "timeout", "no answer from vbem.example.net within 60 s"],
  ["HPE_INVALID_CONSTANT", "parse", "vbem.example.net answered, but not in HTTP"],
  ["never seen", "network", "the call to vbem.example.net failed (never seen)"],
])("puts %s into words", (code, kind, message) => {
  const error = Object.assign(new Error("secret inner words"), { code });
  const failure = networkFailure(error, "vbem.example.net", limits, null);
  expect(failure.kind).toBe(kind);
  expect(failure.message).toContain(message);
  expect(failure.message).not.toContain("inner words");
});

it("takes the first of several attempts", () => {
  const refused = Object.assign(new Error(), { code: "ECONNREFUSED" });
  expect(networkFailure(new AggregateError([refused]), "h:1", limits, null).message).toBe(
    "connection refused by h:1",
  );
});
