/** True for what only this machine can reach. `host` may be an IPv6 address in brackets. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** `host:port`, an IPv6 address in brackets; null where it is neither. Port 0 takes a free one. */
export function parseListen(text: string): { host: string; port: number } | null {
  const match = /^(\[[\da-fA-F:.]+\]|[^\s:/[\]]+):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port > 65_535) return null;
  return { host: match[1].replace(/^\[|\]$/g, ""), port };
}

/**
 * A source's address as people paste it (a plain host, a trailing slash, a trailing `/api`), brought to one form:
 * scheme, host and any path before `/api`. A text instead of a URL says what is wrong and repeats no part of it.
 */
export function parseSourceUrl(text: string): URL | string {
  const given = text.trim();
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `https://${given}`;
  if (!URL.canParse(whole)) return "is not an address; write https:// and the host's name";
  const url = new URL(whole);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https://";
  if (url.username !== "" || url.password !== "")
    return "must not hold a user name or password; use the keys of the source";
  if (url.search !== "" || url.hash !== "")
    return "must end before the ? or #; the rest is added when calling";
  url.pathname = url.pathname.replace(/\/+$/, "").replace(/\/api(\/v\d+(\.\d+)?)?$/i, "");
  return url;
}
