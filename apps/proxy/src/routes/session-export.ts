import { createRoute, z } from "@hono/zod-openapi";
import { stream } from "hono/streaming";
import type { Deps } from "../deps.ts";
import { SESSION_SORTS, Stopped } from "../store/store.ts";
import { createRoutes, ERRORS } from "./api.ts";
import { CSV_HEADER, csvRow } from "./csv.ts";
import { given, params, sessionFilter } from "./params.ts";

const csv = createRoute({
  method: "get",
  path: "/sessions.csv",
  summary: "The same filters, every row, as CSV",
  request: { query: z.strictObject({ ...sessionFilter, sort: params.sort(SESSION_SORTS, "-at") }) },
  responses: {
    200: { description: "UTF-8, a header row", content: { "text/csv": { schema: z.string() } } },
    ...ERRORS,
  },
});

export function sessionExportRoutes({ store, log }: Deps) {
  return createRoutes().openapi(csv, async (c) => {
    const { sort, ...filter } = given(c.req.valid("query"));
    const slices = store.streamSessions(filter, sort, { signal: c.req.raw.signal })[Symbol.asyncIterator]();
    // What cannot be read at all is told as an error, which needs the header that goes out with the first row.
    let slice = await slices.next();
    c.header("content-type", "text/csv; charset=utf-8");
    c.header("content-disposition", 'attachment; filename="lastgood-sessions.csv"');
    return stream(
      c,
      async (out) => {
        await out.write(CSV_HEADER);
        for (; !slice.done && !out.aborted; slice = await slices.next())
          await out.write(slice.value.map(csvRow).join(""));
      },
      // The header has gone out: only a cut-off transfer can still tell the reader that rows are missing.
      async (error, out) => {
        if (!(error instanceof Stopped))
          log.error({ err: error, requestId: c.get("requestId") }, "an export broke off");
        out.abort();
      },
    ) as never;
  });
}
