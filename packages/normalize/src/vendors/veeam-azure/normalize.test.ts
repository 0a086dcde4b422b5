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
