import { expect, it } from "vitest";
import { assertAllowed } from "./allowed-requests.ts";

it.each([
  ["POST", "/api/login"],
  ["POST", "/api/logout"],
  ["POST", "/api/backups?sid=1&lang=en"],
  ["GET", "/api/systems"],
  ["GET", "/api/jobs/history?showFlat=true"],
  ["GET", "/api/catalog?start_date=11/20/2026&view=instance"],
])("lets %s %s through", (method, path) => {
  expect(() => assertAllowed(method, path)).not.toThrow();
});

it.each([
  ["PUT", "/api/backups"],
  ["DELETE", "/api/backups"],
  ["GET", "/api/backups"],
  ["POST", "/api/backups?isDelete=true"],
  ["POST", "/api/backups?sid=1&isDelete=1"],
  ["POST", "/api/backups/?lang=en"],
  ["POST", "/api/catalog/../backups?isDelete=1"],
  ["POST", "/api/%62ackups"],
  ["POST", "/api/systems"],
  ["GET", "/api/constructor"],
  ["GET", "https://elsewhere.example/api/systems"],
])("refuses %s %s", (method, path) => {
  expect(() => assertAllowed(method, path)).toThrow(/refused to send/);
});
