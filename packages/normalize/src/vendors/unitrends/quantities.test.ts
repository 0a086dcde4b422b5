import { expect, it } from "vitest";
import { bytesFromMb, parseDuration } from "./quantities.ts";

it.each([
  [518, 543_162_368],
  [0, 0],
  [0.5, 524_288],
  [0.0000001, 0],
  [1.2345678, 1_294_538],
  [8_589_934_592, null],
  [null, null],
])("%s MB are %s bytes", (mb, bytes) => {
  expect(bytesFromMb(mb)).toBe(bytes);
});

it.each([
  ["00:00:28", 28_000],
  ["27:46:40", 100_000_000],
  ["28", 28_000],
  ["0.1234", 123],
  ["1:2", null],
  ["-1", null],
  ["1e3", null],
])("a duration of %s is %s ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
