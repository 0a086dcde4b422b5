import { expect, it } from "vitest";
import type { ClientMatch, ClientRule } from "../config-types.ts";
import { testSource } from "../vendors/test-server.ts";
import { clientOf } from "./assign-client.ts";

const rmm = testSource({ id: "rmm", vendor: "nable" });
const azure = testSource({ id: "azure", vendor: "veeam-azure" });
const ueb = testSource({ id: "ueb", vendor: "unitrends", client: "aue" });
const vbem = testSource({ id: "vbem", vendor: "veeam-enterprise-manager" });

const match = (more: Partial<ClientMatch>): ClientMatch => ({
  source: null,
  client: null,
  site: null,
  device: null,
  policy: null,
  ...more,
});
const aue: ClientRule = {
  id: "aue",
  name: "Stadtwerke Aue",
  match: [
    match({ source: "rmm", client: "100" }),
    match({ source: "azure", policy: "Aue-*" }),
    match({ source: "vbem", device: "AUE-DC1" }),
    match({ source: "vbem", device: "AUE-SQL*", policy: "Nightly" }),
  ],
};
const nothing = { client: null, site: null, device: null, policy: null };
const vm = (name: string) => ({ id: `vbem:${name}`, name, kind: "vm" as const });
const AUE = { id: "aue", name: "Stadtwerke Aue" };

it("one customer's items are found in every vendor, by client, policy, device and the beginning of a name", () => {
  const rules = [aue];
  const told = { id: "rmm:100", name: "Aue" };
  const policy = (source: string, name: string) => ({ id: `${source}:p`, name });
  expect(clientOf(rmm, rules, { ...nothing, client: told })).toEqual(AUE);
  expect(clientOf(azure, rules, { ...nothing, policy: policy("azure", "Aue-nightly") })).toEqual(AUE);
  expect(clientOf(vbem, rules, { ...nothing, device: vm("AUE-DC1") })).toEqual(AUE);
  const both = { ...nothing, device: vm("AUE-SQL2"), policy: policy("vbem", "Nightly") };
  expect(clientOf(vbem, rules, both)).toEqual(AUE);
  expect(clientOf(ueb, rules, nothing)).toEqual(AUE);
});

it("what no rule fits keeps the client that the vendor tells, and every part of a rule must fit", () => {
  const other = { id: "rmm:1000", name: "Other" };
  expect(clientOf(rmm, [aue], { ...nothing, client: other })).toBe(other);
  expect(clientOf(vbem, [aue], { ...nothing, device: vm("AUE-SQL2") })).toBeNull();
  expect(clientOf(vbem, [aue], { ...nothing, device: vm("AUE-DC10") })).toBeNull();
});
