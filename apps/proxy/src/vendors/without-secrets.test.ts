import { expect, it } from "vitest";
import { Secret } from "../secret.ts";
import { createHttp } from "./http.ts";
import { testServer, testSource } from "./test-server.ts";
import { createUnitrendsClient } from "./unitrends/client.ts";
import { createAzureToken } from "./veeam-azure/token.ts";
import { createEnterpriseManagerClient } from "./veeam-enterprise-manager/client.ts";
import { VendorError } from "./vendor-error.ts";
import { vendorWords } from "./vendor-words.ts";
import { keepSecret, withoutSecrets } from "./without-secrets.ts";

const source = testSource({ username: "DOM\\svc", password: new Secret('p&ss "wörd"+1') });

it.each([
  ["as it is", 'p&ss "wörd"+1'],
  ["in a query", "p%26ss%20%22w%C3%B6rd%22%2B1"],
  ["in a query, in small letters", "p%26ss%20%22w%c3%b6rd%22%2b1"],
  ["in a form", "p%26ss+%22w%C3%B6rd%22%2B1"],
  ["in JSON", 'p&ss \\"wörd\\"+1'],
  ["in markup", "p&amp;ss &quot;wörd&quot;+1"],
  ["in markup by numbers", "p&#38;ss &#34;wörd&#34;+1"],
  ["in markup by numbers, as .NET writes them", "p&amp;ss &quot;w&#246;rd&quot;&#x2B;1"],
  ["in a Basic header", Buffer.from('DOM\\svc:p&ss "wörd"+1').toString("base64")],
])("takes out a password %s", (_, form) => {
  expect(withoutSecrets(source, `x ${form} y`)).toBe("x [secret] y");
});

it("takes out a token for as long as it may open anything", () => {
  const holder = testSource({});
  keepSecret(holder, "t0k3n-of-today");
  expect(withoutSecrets(holder, "Bearer t0k3n-of-today expired")).toBe("Bearer [secret] expired");
});

it("takes a short password out where it stands alone, and leaves the words that hold its letters", () => {
  const holder = testSource({ password: new Secret("re") });
  expect(withoutSecrets(holder, 'refused "re"')).toBe('refused "[secret]"');
});

it("makes no error that holds a secret", () => {
  expect(new VendorError(source, "http", 'said p&ss "wörd"+1').message).toBe("said [secret]");
});

it.each([
  [
    "ends the vendor's words with its own angle bracket",
    "before<after",
    "<title>cannot do before<after</title>",
  ],
  [
    "has spaces in a row, which words are told without",
    "before  after",
    "<title>cannot do before  after</title>",
  ],
  [
    "is longer than words may be",
    `before${"x".repeat(900)}after`,
    `<title>cannot do before${"x".repeat(900)}after</title>`,
  ],
  [
    "stands in JSON under more of it",
    'before"after',
    '{"message":"cannot do {\\"password\\":\\"before\\\\\\"after\\"}"}',
  ],
])("leaves no part of a secret that %s", (_, secret, body) => {
  const words = vendorWords(testSource({ password: new Secret(secret) }), body);
  expect(words).toContain("cannot do");
  expect(words).toContain("[secret]");
  expect(words).not.toMatch(/before|after/);
});

it.each(["unitrends", "veeam-azure", "veeam-enterprise-manager"] as const)(
  "tells nothing of the credentials that %s sends back in its refusal",
  async (vendor) => {
    await using server = await testServer((request, response) => {
      let sent = `${request.url} ${request.headers.authorization ?? ""} `;
      request.on("data", (piece) => {
        sent += piece;
      });
      request.on("end", () => response.writeHead(400).end(JSON.stringify({ message: sent })));
    });
    const echoed = testSource({
      vendor,
      url: server.url,
      username: "svc",
      password: new Secret("c&n ary+1"),
    });
    const http = createHttp(echoed);
    const signal = new AbortController().signal;
    const asking = {
      unitrends: () => createUnitrendsClient(echoed, http).systems(signal),
      "veeam-azure": () => createAzureToken(echoed, http, Date.now).current(),
      "veeam-enterprise-manager": () => createEnterpriseManagerClient(echoed, http).get("/api/x", signal),
    }[vendor];
    const error = await asking().then(
      () => null,
      (failure: Error) => failure,
    );
    expect(error?.message).toContain("[secret]");
    expect(error?.message).not.toMatch(/c&n|c%26n|ary|YyZuIGFyeSsx|OmMmbiBhcnkrM/);
    await http.close();
  },
);
