import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type ApiError, errorSchema } from "../contract.ts";

/** What the request carries along: an id that stands in the answer and in the log, and when to give up. */
export interface Env {
  Variables: {
    requestId: string;
    /** Aborted once nobody waits for the answer any more. */
    signal: AbortSignal;
  };
}

/** An answer that is no success, in fixed words. */
export class HttpError extends Error {
  override name = "HttpError";
  readonly status: 400 | 403 | 404 | 503;
  readonly code: ApiError["error"]["code"];

  constructor(status: HttpError["status"], code: HttpError["code"], message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function errorBody(c: Context<Env>, code: ApiError["error"]["code"], message: string): ApiError {
  return { error: { code, message, requestId: c.get("requestId") } };
}

/** "limit: must be at most 500", every complaint in one sentence. */
function complaint(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) => `${key} is not a known parameter`).join("; ");
      return `${issue.path.join(".") || "the request"}: ${issue.message}`;
    })
    .join("; ");
}

/** A small app whose bad parameters are answered by name. */
export function createRoutes(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (!result.success) return c.json(errorBody(c, "bad-request", complaint(result.error)), 400);
    },
  });
}

const asError = (description: string) => ({
  description,
  content: { "application/json": { schema: errorSchema } },
});

/** The answers every call can give besides its own. */
export const ERRORS = {
  400: asError("A parameter is wrong; the message names it"),
  404: asError("There is no such thing"),
  500: asError("Lastgood failed; the log has the request id"),
  503: asError("What is kept is not read yet, cannot be, or not soon enough for what was asked"),
};

export function jsonOf<T extends z.ZodType>(schema: T, description: string) {
  return { 200: { description, content: { "application/json": { schema } } }, ...ERRORS };
}
