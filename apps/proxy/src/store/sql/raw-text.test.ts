import { blankSession, VENDORS } from "@lastgood/normalize";
import { expect, it } from "vitest";
import { packRaw, unpackRaw } from "./raw-text.ts";

/** Packed by the first version and by the second: every later one must read them. */
const PACKED = [
  {
    nable: "g6eCvMSknFSEeLUSJOqUrJSCS5NB7lXSUQpKLS7NKVGyUnJLzMxJTVGqBQA=",
    "veeam-azure": "symGiNiVpaYm5uomVpUWpdrowwSrsYVGUGpxaQ4oEbslZoKyai0A",
    "veeam-enterprise-manager": "symGRizYc7qpeSWpRQVFmcWpurngpF1ko18Mj/riksSS0mKUwEUv+GoB",
    unitrends: "sylOLS7OzM+zK83LLClKzUspttGHCVVjSwFBqcWlOSWInFILAA==",
  },
  {
    nable: "gyejvMSknFSEeLUSRKmSlVJwaTLIdUo6SkGpxaU5JUpWSm6JmTmpKUq1AA==",
    "veeam-azure": "symGuMiuLDU1MVc3saq0KNVGHyZYjS02glKLS3NAmcgtMRNUVNQCAA==",
    "veeam-enterprise-manager": "symGJixw4Oqm5pWkFhUUZRan6uaCs1aRjX4xPOkVlySWlBajRC56wVsLAA==",
    unitrends: "sylOLS7OzM+zK83LLClKzUspttGHCVVjS4FBqcWlOSWInFoLAA==",
  },
];

const TIMES = { startedAt: "2026-01-02T03:04:05.678Z", endedAt: "2026-01-02T03:24:05.000Z" };
const told = (vendor: (typeof VENDORS)[number]) => ({
  ...blankSession("a", vendor),
  ...TIMES,
  id: "a:77:12345",
  vendorId: "12345",
  vendorStatus: "FAILED",
  selectedBytes: 123456789,
  transferredBytes: 0,
  message: 'a "quoted" ünïcødé text',
});

it.each(VENDORS)("reads what earlier versions packed, of %s", (vendor) => {
  for (const [version, packed] of PACKED.entries()) {
    const { text } = unpackRaw(told(vendor), {
      dictionary: version * 2,
      packed: Buffer.from(packed[vendor], "base64"),
    });
    expect(text).toBe(`<session>${vendor}</session>{"status":"Success","Result":"Failed"}`);
  }
});

it("needs little room for what the session tells anyway", () => {
  const text =
    "<session><session_id>12345</session_id><type>null</type><start>2026-01-02 03:04:05</start><selection_size>123456789</selection_size></session>";
  expect(packRaw(told("nable"), { format: "xml", text }).packed.length).toBeLessThan(40);
});
