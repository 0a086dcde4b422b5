import { expect, it } from "vitest";
import { parseSourceUrl } from "./addresses.ts";

/** N-able's regions, and two domains of customers' own. */
const HOSTS = [
  "www.am.remote.management",
  "wwwasia.system-monitor.com",
  "www.system-monitor.com",
  "wwweurope1.systemmonitor.eu.com",
  "wwwfrance.systemmonitor.eu.com",
  "wwwfrance1.systemmonitor.eu.com",
  "wwwgermany1.systemmonitor.eu.com",
  "wwwireland.systemmonitor.eu.com",
  "wwwpoland1.systemmonitor.eu.com",
  "www.systemmonitor.co.uk",
  "www.systemmonitor.us",
  "rmm.example.net:8443",
  "msp.example.net/monitoring",
];

it.each(HOSTS)("takes %s however it is pasted", (host) => {
  const forms = ["", "https://", "HTTPS://"].flatMap((scheme) =>
    ["", "/", "/api", "/api/", "/API", "//"].map((end) => ` ${scheme}${host}${end} `),
  );
  const addresses = forms.map((form) => parseSourceUrl(form));
  const bare = addresses.map((url) => (typeof url === "string" ? url : url.href.replace(/\/$/, "")));
  expect(new Set(bare)).toEqual(new Set([`https://${host}`]));
});

it.each([
  ["https://rmm.example.net/api/?apikey=0123456789abcdef0123456789abcdef", "must end before the ?"],
  ["https://mon:geheim@rmm.example.net", "must not hold a user name or password"],
  ["ftp://rmm.example.net", "must begin with https://"],
  ["two words", "is not an address"],
])("says what is wrong with %s and repeats nothing of it", (text, words) => {
  const said = parseSourceUrl(text);
  expect(said).toContain(words);
  expect(said).not.toMatch(/geheim|0123|rmm/);
});
