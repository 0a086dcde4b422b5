import { PassThrough } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { type SimulateOptions, simulate } from "./simulate.ts";
import { DIALECTS } from "./simulated-dialects.ts";

const NOW = Date.parse("2026-11-20T07:30:00Z");
/** Of the forms that are no words themselves. */
const EXAMPLES: Readonly<Record<string, string>> = {
  N: "101",
  ZONE: "Asia/Tokyo",
  LIST: "v8,v1",
  URL: "https://vbem.local:9398",
};
let stop: (() => Promise<void>) | null = null;

afterEach(async () => {
  vi.useRealTimers();
  await stop?.();
  stop = null;
});

async function started(options: Partial<SimulateOptions>) {
  const out = new PassThrough({ encoding: "utf8" });
  const stream = new PassThrough();
  const surroundings = { env: {}, cwd: "/", out, err: stream, in: stream, now: () => NOW };
  stop = await simulate(surroundings, { vendor: "nable", port: "0", days: "3", ...options });
  const [source] = parse(String(out.read())) as [Record<string, string>];
  const ask = (service: string) =>
    fetch(`${source.url}/api/?apikey=${source.apiKey}&service=${service}`).then((reply) => reply.text());
  return { source, ask, said: () => String(out.read()) };
}

const devicesIn = (text: string) => text.split("<name>").length - 1;

it("serves a world of the size and the dialects that were asked for", async () => {
  const { ask } = await started({ devices: "3", option: ["sessions-in=mob_sessions", "encoding=utf-8"] });
  expect(await ask("list_clients")).toMatch(/encoding="UTF-8".*<device_count>2</s);
  expect(await ask("list_mob_sessions&deviceid=9001")).toContain("<mob_sessions><session>");
});

it("tells the time zone of its own in the source that reads it", async () => {
  const { source } = await started({ vendor: "unitrends", option: ["time-zone=America/New_York"] });
  expect(source.timeZone).toBe("America/New_York");
});

it("is served with a clock that is off", async () => {
  const { source } = await started({ clockOffset: "-2d" });
  const reply = await fetch(`${source.url}/api/`);
  expect(reply.headers.get("Date")).toBe("Wed, 18 Nov 2026 07:30:00 GMT");
});

it("lets events happen at once, or when their time has come, and says so", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const event = ["cut-inventory", "whole-inventory@5m", "move-device@6m"];
  const { ask, said } = await started({ devices: "9", event });
  const list = "list_devices_at_client&clientid=100&devicetype=server";
  const cut = devicesIn(await ask(list));
  vi.advanceTimersByTime(5 * 60_000);
  expect(devicesIn(await ask(list))).toBeGreaterThan(cut);
  expect(said()).toBe("# 2026-11-20T07:30:00.000Z whole-inventory\n");
  vi.advanceTimersByTime(60_000);
  expect(said()).toContain(" move-device\n");
});

it.each<[Partial<SimulateOptions>, string]>([
  [{ option: ["dialect=10"] }, 'nable has no option "dialect"; --option takes one of sessions-in, encoding'],
  [{ option: ["toString=1"] }, 'nable has no option "toString"'],
  [{ option: ["encoding"] }, "--option encoding=… must be one of iso-8859-1, utf-8"],
  [{ option: ["encoding=latin1"] }, "--option encoding=… must be one of iso-8859-1, utf-8"],
  [{ option: ["spacing=90"] }, "--option spacing=… must be a duration such as 90s, 15m or 2h"],
  [{ option: ["client=0"] }, "--option client=… must be a whole number from 1 on"],
  [{ vendor: "veeam-azure", option: ["versions=8"] }, "must be a list such as v8.1,v8 or v1"],
  [{ vendor: "unitrends", option: ["time-zone=Berlin"] }, "must be a zone such as America/New_York"],
  [{ vendor: "veeam-enterprise-manager", option: ["link-host=vbem"] }, "must be a scheme and a host"],
  [{ clockOffset: "two days" }, "--clock-offset must be a duration such as 2d, -2d or 90m"],
  [{ days: "0" }, "--days must be a whole number from 1 on"],
  [{ devices: "many" }, "--devices must be a whole number from 1 on"],
  [{ event: ["set-up-anew"] }, 'nable knows no event "set-up-anew"; --event takes one of cut-inventory'],
  [{ event: ["vanish@soon"] }, "--event vanish@… must be a duration up to 20d, such as 30s or 5m"],
  [
    { vendor: "veeam-azure", event: ["set-up-anew"] },
    "--event set-up-anew: An Azure appliance that gives UUIDs",
  ],
])("refuses %j in a sentence", async (options, sentence) => {
  await expect(started(options)).rejects.toThrow(sentence);
});

it.each(
  Object.entries(DIALECTS).flatMap(([vendor, dialects]) =>
    Object.entries(dialects).flatMap(([name, { form }]) =>
      form.split("|").map((value) => [vendor, `${name}=${EXAMPLES[value] ?? value}`]),
    ),
  ),
)("serves %s with --option %s", async (vendor = "", option = "") => {
  const { source } = await started({ vendor, devices: "3", option: [option] });
  expect(source.vendor).toBe(vendor);
});
