/** Everything that may be sent to an appliance, with the query parameters it may carry. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "POST /api/login": [],
  "POST /api/logout": [],
  "POST /api/backups": ["sid", "lang"],
  "GET /api/systems": [],
  "GET /api/jobs/history": ["showFlat", "sid"],
  "GET /api/catalog": ["start_date", "view", "sid"],
};

/**
 * Stops any other request before it is sent: on this API `POST /api/backups?isDelete=…` deletes backups and
 * `PUT /api/backups` starts one, so a path or a parameter that is not expected here is a fault of this program.
 */
export function assertAllowed(method: string, path: string): void {
  const url = new URL(path, "http://appliance");
  const call = `${method} ${url.pathname}`;
  const parameters = Object.hasOwn(ALLOWED, call) ? ALLOWED[call] : undefined;
  const isAsWritten = path === url.pathname + url.search;
  if (!isAsWritten || !parameters || ![...url.searchParams.keys()].every((key) => parameters.includes(key)))
    throw new TypeError(
      `refused to send ${call} to a Unitrends appliance: it is not one of the reading calls`,
    );
}
