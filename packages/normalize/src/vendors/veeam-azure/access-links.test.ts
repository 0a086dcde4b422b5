import { expect, it } from "vitest";
import { withoutAccessLinks, withoutXmlAccessLinks } from "./access-links.ts";

const REMOVED = '"[removed]"';

it.each([
  ["an object", '{"url":"https://h/s","thumbprint":"a"}'],
  ["text with quotes and brackets in it", '"https://h/s?a=\\"]}{"'],
  ["a list", '[{"url":"x"},[["y"]]]'],
  ["null", "null"],
])("removes a link that is %s, and changes nothing else", (_shape, link) => {
  const text = (value: string) =>
    `{ "id" : 1.0,\n "x":{"flrLink" :\t${value} ,"vmId":"flrLink"}, "flrLink":${value}}`;
  expect(withoutAccessLinks(text(link))).toBe(text(REMOVED));
});

it("sees through an escaped key", () => {
  expect(withoutAccessLinks('{"flr\\u004cink":"s3cret"}')).toBe(`{"flr\\u004cink":${REMOVED}}`);
});

it("leaves a record without a link alone", () => {
  const text = '{"name":"caf\\u00e9","link":{"href":"x"},"values":["flrLink","y"]}';
  expect(withoutAccessLinks(text)).toBe(text);
});

it.each([
  ["an element", "<FlrLink><Url>https://h/s</Url></FlrLink>", "<FlrLink>[removed]</FlrLink>"],
  ["an element without a scheme", "<flr-link>h.net/s?a=1</flr-link>", "<flr-link>[removed]</flr-link>"],
  ["an element's attribute", '<FlrLink url="h/s>3" />', "<FlrLink/>"],
  ["an attribute", "<a FlrLinkUrl = 'h/s' Id='1'/>", "<a FlrLinkUrl = \"[removed]\" Id='1'/>"],
  ["an address under another name", "<Url>https://h/s?a=1</Url>", "<Url>[removed]</Url>"],
])("removes from XML a link that is %s", (_shape, given, expected) => {
  const around = (inner: string) =>
    `<JobSession xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Id>1</Id>${inner}<Status>Success</Status></JobSession>`;
  expect(withoutXmlAccessLinks(around(given))).toBe(around(expected));
});
