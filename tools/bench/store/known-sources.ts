import { SOURCES } from "./world.ts";

/** The world's sources as a configuration names them: known, and asked for nothing. */
export const KNOWN_SOURCES = Object.entries(SOURCES).map(([vendor, id]) => ({
  id,
  vendor,
  name: id,
  url: `https://${id}.example.net`,
  enabled: false,
  ...(vendor === "nable" ? { apiKey: "none" } : { username: "none", password: "none" }),
}));
