/** The store cannot be opened or used; the message is for whoever runs Lastgood and says what to do. */
export class StoreError extends Error {
  override name = "StoreError";
  /** Whether what is kept is itself damaged: no other try, and no other call, can be trusted then. */
  readonly isDamage: boolean;

  constructor(message: string, { isDamage = false, ...options }: ErrorOptions & { isDamage?: boolean } = {}) {
    super(message, options);
    this.isDamage = isDamage;
  }
}
