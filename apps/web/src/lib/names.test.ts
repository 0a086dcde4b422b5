import { expect, it } from "vitest";
import { itemTitle, nameOf } from "./names.ts";

const device = { id: "azure:vm-1", name: "vm-1", kind: null };
const policy = { id: "azure:p", name: "Gold" };

it("shows a thing's own id where the vendor tells no name", () => {
  expect(nameOf({ id: "rmm:90:01", name: null })).toBe("90:01");
});

it("tells an Azure machine's backup from its snapshot", () => {
  const item = { vendor: "veeam-azure", device, policy, workload: "VirtualMachine" } as const;
  const titles = ["PolicyBackup", "PolicySnapshot"].map((vendorType) => itemTitle({ ...item, vendorType }));
  expect(titles).toEqual(["vm-1 · Gold PolicyBackup", "vm-1 · Gold PolicySnapshot"]);
});

it("names a device by its workload, and a policy by its type", () => {
  const rest = { policy: null, vendorType: "BACKUP" };
  expect(itemTitle({ vendor: "nable", device, workload: "MSSQL", ...rest })).toBe("vm-1 · MSSQL");
  expect(
    itemTitle({ vendor: "veeam-azure", device: null, policy, workload: null, vendorType: "PolicyBackup" }),
  ).toBe("Gold · PolicyBackup");
});
