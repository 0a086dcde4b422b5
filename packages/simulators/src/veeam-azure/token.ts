import type { Context } from "hono";
import { bits } from "../world/random.ts";

const REFRESH_LIFETIME_MS = 14 * 86_400_000;

export interface TokenOptions {
  username: string;
  password: string;
  /** Seconds that an access token lives. */
  lifetimeSeconds: number;
  /** Whether the user has a second factor: answered with 200 and no token. */
  mfa: boolean;
  now: () => number;
}

/** `/api/oauth2/token`: form-encoded, and a refresh gives a new pair and takes the old one's refresh token. */
export function createTokens(options: TokenOptions) {
  const { now, lifetimeSeconds } = options;
  const access = new Map<string, number>();
  const refresh = new Map<string, number>();
  let given = 0;

  function issue() {
    given += 1;
    const accessToken = `eyJ.${bits(given, 1).toString(36)}.${given}`;
    const refreshToken = `r-${bits(given, 2).toString(36)}-${given}`;
    const expiresAt = now() + lifetimeSeconds * 1000;
    access.set(accessToken, expiresAt);
    refresh.set(refreshToken, now() + REFRESH_LIFETIME_MS);
    return {
      access_token: accessToken,
      token_type: "bearer",
      refresh_token: refreshToken,
      mfa_enabled: false,
      expires_in: lifetimeSeconds,
      username: options.username,
      ".issued": new Date(now()).toUTCString(),
      ".expires": new Date(expiresAt).toUTCString(),
    };
  }

  return {
    async grant(c: Context) {
      const form = new URLSearchParams(await c.req.text());
      const isForm = c.req.header("content-type")?.startsWith("application/x-www-form-urlencoded");
      const type = form.get("grant_type")?.toLowerCase();
      if (!isForm || (type !== "password" && type !== "refresh_token")) {
        return problem(c, 400, "Unsupported grant_type");
      }
      if (type === "refresh_token") {
        const token = form.get("refresh_token") ?? "";
        const expiresAt = refresh.get(token) ?? 0;
        refresh.delete(token);
        return expiresAt > now() ? c.json(issue()) : problem(c, 400, "The refresh token is not valid");
      }
      if (form.get("username") !== options.username || form.get("password") !== options.password) {
        return problem(c, 401, "Invalid user name or password");
      }
      return options.mfa ? c.json({ mfa_enabled: true, mfa_token: "m-1" }) : c.json(issue());
    },
    isValid(c: Context): boolean {
      return (access.get(bearer(c)) ?? 0) > now();
    },
    revoke(c: Context): Response {
      access.delete(bearer(c));
      return c.body(null, 204);
    },
  };
}

function bearer(c: Context): string {
  return (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
}

export function problem(
  c: Context,
  status: 400 | 401 | 403 | 404,
  detail: string,
  more: object = {},
): Response {
  const common = {
    type: "about:blank",
    title: "Request failed",
    status,
    detail,
    traceId: "00-1",
    errors: {},
  };
  const body = { ...common, ...more };
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/problem+json" });
}
