/** The store cannot be opened or used; the message is for whoever runs Lastgood and says what to do. */
export class StoreError extends Error {
  override name = "StoreError";
}
