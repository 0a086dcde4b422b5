import { expect, it } from "vitest";
import { makeSession } from "../store/test/make-session.ts";
import { CSV_HEADER, csvRow } from "./csv.ts";

const rowOf = (message: string | null) =>
  csvRow(makeSession({ sourceId: "s", id: "1", message, errorCount: 0, changedBytes: -5 }).session);

it.each(["=1+1", "+49 30", "-SUM(A1)", "@cmd", "\tx"])(
  "a cell that starts like %j is kept from being a formula",
  (text) => {
    expect(rowOf(text)).toContain(`,'${text},`);
  },
);

it("a quote, a comma or a line end stays within its cell", () => {
  expect(rowOf('say "no", then\r\nstop')).toContain(',"say ""no"", then\r\nstop",');
});

it("a figure stays a figure, a zero included, and what is not known stays empty", () => {
  const cells = rowOf(null).trimEnd().split(",");
  const at = (name: string) => cells[CSV_HEADER.trimEnd().split(",").indexOf(name)];
  expect([at("changedBytes"), at("errorCount"), at("message")]).toEqual(["-5", "0", ""]);
});
