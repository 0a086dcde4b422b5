import { expect, it } from "vitest";
import { deviceInName } from "./device-in-name.ts";

it.each([
  ["9001.xml", "9001"],
  ["saved/device-9001.xml", "9001"],
  ["2026-11-20/fs01_9001.xml", "9001"],
  ["list_mob_sessions&deviceid=9001", "9001"],
  ["Büro 7 9001a-0042.xml.gz7", null],
  ["device-0042.xml", "0042"],
  ["fs01.xml", null],
  ["sessions.xml", null],
  ["9001 (1).xml", null],
  ["9001-2026-11-20.xml", null],
  ["sessions-20261120.xml", null],
  ["sessions-20261120031500.xml", null],
  ["20261399.xml", "20261399"],
])("takes %s for a reply of device %s", (path, device) => {
  if (device === null) expect(() => deviceInName(path)).toThrow("give --device");
  else expect(deviceInName(path)).toBe(device);
});

it("tells no key that a file's name was saved with", () => {
  expect(() => deviceInName("api?apikey=s3cret&service=list_devices")).toThrow(/^(?!.*s3cret).*--device/);
});
