import { expect, it } from "vitest";
import { goldenCases } from "../../../test/golden.ts";
import { normalizeReply } from "../../collect.ts";

goldenCases(new URL("./fixtures/", import.meta.url), "veeam-azure");

const ROW =
  '{"id":"1","type":"FileLevelRestore","fileLevelRestoreJobInfo":{"flrLink":{"url":"https://h/s3cret"}}}';

it.each([
  ["a session", `{"results":[${ROW}]}`],
  ["a reject", `{"results":[${ROW.replace('"id":"1",', "")}]}`],
  ["a cut-off reply", `{"results":[${ROW}`],
  ["a broken reply", `{"results":[${ROW.replace('"}}', '""}}')}]}`],
])("hands no access link on with %s", (_what, reply) => {
  const outcome = normalizeReply("veeam-azure", new TextEncoder().encode(reply), { sourceId: "s" });
  expect(JSON.stringify(outcome)).not.toContain("s3cret");
});

it("keeps a record's text as it came, but for the link", () => {
  const outcome = normalizeReply("veeam-azure", new TextEncoder().encode(`{"results":[ ${ROW} ]}`), {
    sourceId: "s",
  });
  expect(outcome.sessions[0]?.raw).toEqual({
    format: "json",
    text: ROW.replace('{"url":"https://h/s3cret"}', '"[removed]"'),
  });
});

it.each([
  ['"backupJobInfo":{"policyId":"p","policyRemoved":true}', true],
  ['"backupJobInfo":{"policyId":"p","policyRemoved":false}', false],
  ['"healthCheckJobInfo":{"policyId":"p","policyRemoved":true}', true],
  ['"backupJobInfo":{"policyId":"p","policyRemoved":null}', undefined],
  ['"backupJobInfo":{"policyId":"p","policyRemoved":"true"}', undefined],
  ['"backupJobInfo":{"policyRemoved":true}', undefined],
  ['"repositoryJobInfo":{"repositoryRemoved":true}', undefined],
])("tells of %s that its policy was removed: %s", (info, removed) => {
  const reply = `{"results":[{"id":"1","type":"PolicyBackup",${info}}]}`;
  const outcome = normalizeReply("veeam-azure", new TextEncoder().encode(reply), { sourceId: "s" });
  expect(outcome.sessions[0]?.policyRemoved).toBe(removed);
});

const HEADER = "Id,Status,Start,Flr Link,Note\n";
const START = "2024-03-01T22:00:00Z";

it.each([
  ["a session of a CSV", `${HEADER}1,Success,${START},h.net/s3cret,\n`],
  [
    "a session of a CSV with an address elsewhere",
    `${HEADER}1,Success,${START},,see https://h/s3cret s3cret\n`,
  ],
  ["a row without an id", `${HEADER},Success,${START},h.net/s3cret,\n`],
  ["a row with a cell too many", `${HEADER}1,Success,${START},,h.net/a,s3cret\n`],
  ["a row with a cell too few", `${HEADER}1,Success,h.net/s3cret\n`],
  ["a row of a CSV without links", `Id,Status,Start\n1,Success,${START},https://h/a,s3cret\n`],
  [
    "a session of an XML",
    `<S><Session><Id>1</Id><Start>${START}</Start><FlrLink>s3cret</FlrLink></Session></S>`,
  ],
  ["a reject of an XML", "<S><Session><FlrLink>s3cret</FlrLink></Session></S>"],
])("hands no access link on with %s", (_what, reply) => {
  const outcome = normalizeReply("veeam-azure", new TextEncoder().encode(reply), { sourceId: "s" });
  expect(outcome.records).toBe(1);
  expect(JSON.stringify(outcome)).not.toContain("s3cret");
});

it("keeps a row of CSV as an object of its cells by their headings", () => {
  const csv = `Id,Note,Status,Note,Start\n1,"a ""b""",Success,,${START}\n`;
  const outcome = normalizeReply("veeam-azure", new TextEncoder().encode(csv), { sourceId: "s" });
  expect(outcome.sessions[0]?.raw).toEqual({
    format: "json",
    text: `{"Id":"1","Note":"a \\"b\\"","Status":"Success","Note (2)":"","Start":"${START}"}`,
  });
});
