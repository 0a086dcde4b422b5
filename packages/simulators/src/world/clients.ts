import type { Client } from "./model.ts";

const CUSTOMERS = [
  ["nordlicht", "Nordlicht Kliniken", "Nordlicht", "hh", "Hamburg"],
  ["hansen", "Hansen Logistik", "Hansen", "hb", "Bremen"],
  ["weber", "Kanzlei Weber", "Weber", "b", "Berlin"],
  ["aue", "Stadtwerke Aue", "Aue", "aue", "Aue"],
  ["kruemel", "Bäckerei Krümel", "Kruemel", "le", "Leipzig"],
  ["brueckner", "Autohaus Brückner", "Brueckner", "dd", "Dresden – Neustadt"],
  ["oeztuerk", "Zahnarztpraxis Dr. Öztürk", "Oeztuerk", "k", "Köln"],
  ["lindner", "Schreinerei Lindner & Söhne", "Lindner", "ef", "Erfurt"],
] as const;

/** The same customers at every vendor. */
export const CLIENTS: readonly Client[] = CUSTOMERS.map(([slug, name, code, place, town], index) => ({
  id: 100 + index,
  slug,
  name,
  code,
  place,
  site: { id: 400 + index, name: town },
}));

/** The client of the n-th device: large customers come more often. */
export function clientOf(n: number): Client {
  const order = [0, 1, 0, 3, 2, 0, 1, 4, 3, 5, 0, 1, 6, 3, 7];
  return CLIENTS[order[n % order.length] as number] as Client;
}
