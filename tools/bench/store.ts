// What a store of ten million sessions costs: npm run bench -- store [--size 10^5 …] [--only ingest …]
import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { builtStore, SIZES } from "./store/build.ts";
import { measureIngest } from "./store/ingest.ts";

const { values } = parseArgs({
  options: {
    size: { type: "string", multiple: true, default: Object.keys(SIZES) },
    only: { type: "string", multiple: true },
  },
});
const wants = (part: string) => values.only === undefined || values.only.includes(part);

const ingest = [];
const room = [];
for (const size of values.size) {
  const path = await builtStore(size);
  const sessions = (SIZES[size] as number) * 13_630;
  room.push({ "sessions there": size, "bytes a session": Math.round(statSync(path).size / sessions) });
  if (wants("ingest")) ingest.push(await measureIngest(size, path));
}
console.table(room);
console.table(ingest);
