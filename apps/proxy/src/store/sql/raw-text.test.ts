import { VENDORS } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { unpackRaw } from "./raw-text.ts";

/** Packed by the first version: every later one must read them. */
const PACKED = {
  nable: "g6eCvMSknFSEeLUSJOqUrJSCS5NB7lXSUQpKLS7NKVGyUnJLzMxJTVGqBQA=",
  "veeam-azure": "symGiNiVpaYm5uomVpUWpdrowwSrsYVGUGpxaQ4oEbslZoKyai0A",
  "veeam-enterprise-manager": "symGRizYc7qpeSWpRQVFmcWpurngpF1ko18Mj/riksSS0mKUwEUv+GoB",
  unitrends: "sylOLS7OzM+zK83LLClKzUspttGHCVVjSwFBqcWlOSWInFILAA==",
} as const;

it.each(VENDORS)("reads what an earlier version packed, of %s", (vendor) => {
  const packed = Buffer.from(PACKED[vendor], "base64");
  const { text } = unpackRaw(vendor, { format: "xml", dictionary: 0, packed });
  expect(text).toBe(`<session>${vendor}</session>{"status":"Success","Result":"Failed"}`);
});
