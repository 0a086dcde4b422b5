import type { SourceConfig } from "../../config-types.ts";
import { expectOk, json, type VendorHttp, type VendorResponse } from "../http.ts";
import { VendorError } from "../vendor-error.ts";
import { vendorWords } from "../vendor-words.ts";
import { keepSecret } from "../without-secrets.ts";

const PATH = "/api/oauth2/token";
const LICENSE = "licenseAgreementAcceptanceRequired";

interface Pair {
  access: string;
  refresh: string | null;
  /** Epoch milliseconds, a little before it really does. */
  expiresAt: number;
}

export interface AzureToken {
  /** The access token; renewed where it is about to expire, or is the one that the appliance has just refused. */
  current(refused?: string): Promise<string>;
  /** Gives the token back; never throws. */
  revoke(): Promise<void>;
}

/** One log-on at a time: by password, then by refresh tokens, each of which brings a new pair; by password again where that fails. */
export function createAzureToken(source: SourceConfig, http: VendorHttp, now: () => number): AzureToken {
  let pair: Promise<Pair> | null = null;

  /** Without a caller's signal: others may be waiting for the same token. */
  async function grant(form: Record<string, string>): Promise<Pair> {
    const response = await http.request({
      method: "POST",
      path: PATH,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams(form).toString(),
    });
    if ([400, 401, 403].includes(response.status)) throw await refusal(response, source);
    const reply = await json(await expectOk(response, source), source);
    const told = typeof reply === "object" && reply !== null ? (reply as Record<string, unknown>) : {};
    const lifeMs = (typeof told.expires_in === "number" ? told.expires_in : 3600) * 1000;
    if (typeof told.access_token === "string" && told.access_token !== "")
      return {
        access: keepSecret(source, told.access_token),
        refresh: typeof told.refresh_token === "string" ? keepSecret(source, told.refresh_token) : null,
        expiresAt: now() + lifeMs - Math.min(60_000, lifeMs / 2),
      };
    const words =
      told.mfa_enabled === true
        ? `the user ${source.username} logs on with a second factor: use a service user without MFA`
        : "the log-on brought no token";
    throw new VendorError(source, "auth", words);
  }

  function byPassword(): Promise<Pair> {
    return grant({
      grant_type: "Password",
      username: source.username ?? "",
      password: source.password?.reveal() ?? "",
    });
  }

  async function renewed({ refresh }: Pair): Promise<Pair> {
    if (refresh === null) return byPassword();
    return grant({ grant_type: "Refresh_token", refresh_token: refresh }).catch((error) => {
      if (error instanceof VendorError && error.kind === "auth") return byPassword();
      throw error;
    });
  }

  function held(next: () => Promise<Pair>): Promise<Pair> {
    const attempt = next().catch((error) => {
      if (pair === attempt) pair = null;
      throw error;
    });
    pair = attempt;
    return attempt;
  }

  return {
    async current(refused) {
      const asked = pair ?? held(byPassword);
      const known = await asked;
      if (known.access !== refused && known.expiresAt > now()) return known.access;
      // Whoever comes first renews; the others wait for the same new pair.
      const next = pair === asked || pair === null ? held(() => renewed(known)) : pair;
      return (await next).access;
    },
    async revoke() {
      if (pair === null) return;
      const ended = pair;
      pair = null;
      try {
        const authorization = `Bearer ${(await ended).access}`;
        const request = {
          method: "DELETE",
          path: PATH,
          headers: { authorization },
          timeoutMs: 3000,
        } as const;
        await (await http.request(request)).discard();
      } catch {
        // It ends by itself within the hour.
      }
    },
  };
}

/** What a refused log-on or call means; after an upgrade it is the licence and no credential that is at fault. */
export async function refusal(response: VendorResponse, source: SourceConfig): Promise<VendorError> {
  const text = await response.text();
  const { status } = response;
  const { host } = new URL(source.url);
  if (text.includes(LICENSE) && !/"licenseAgreementAcceptanceRequired"\s*:\s*false/.test(text)) {
    const message = `${host} waits for its licence agreement to be accepted: log on to it once in a browser`;
    return new VendorError(source, "auth", message, { status });
  }
  const words = vendorWords(source, text);
  const saying = words === null ? "" : `: ${words}`;
  return new VendorError(source, "auth", `${host} refused the credentials (${status})${saying}`, { status });
}
