import { expect, it } from "vitest";
import { withoutAccessLinks } from "./access-links.ts";

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
