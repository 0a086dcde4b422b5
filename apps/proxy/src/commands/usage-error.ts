/** A wrong use of a command: said on stderr, exit 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
