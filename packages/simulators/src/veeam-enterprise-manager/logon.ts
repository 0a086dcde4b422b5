import type { Context } from "hono";
import { uuid } from "../world/random.ts";
import {
  type Entity,
  entityJson,
  entityXml,
  errorReply,
  type Formatting,
  jsonReply,
  wantsJson,
  xmlReply,
} from "./format.ts";

const HEADER = "X-RestSvcSessionId";

export interface LogonOptions extends Formatting {
  username: string;
  password: string;
  linkHost: string;
  /** After which a logon dies. */
  idleMs: number;
  tellsIn: "header" | "body";
  now: () => number;
}

/** Logon sessions: begun with Basic, named by a header or by a cookie. */
export function createLogons({
  username,
  password,
  linkHost,
  idleMs,
  tellsIn,
  now,
  ...formatting
}: LogonOptions) {
  const lastUsed = new Map<string, number>();
  const wanted = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  let given = 0;

  return {
    begin(c: Context): Response {
      if (c.req.header("content-length") === undefined) return errorReply(c, 411, "Length Required");
      if (c.req.header("authorization") !== wanted)
        return errorReply(c, 401, "Invalid user name or password");
      given += 1;
      const id = uuid(given, 99);
      const token = Buffer.from(id).toString("base64");
      lastUsed.set(token, now());
      if (tellsIn === "header") c.header(HEADER, token);
      const status = tellsIn === "header" ? 201 : 200;
      c.header("Set-Cookie", `${HEADER}=${token}; path=/api; HttpOnly`);
      const entity: Entity = {
        tag: "LogonSession",
        attributes: { Type: "LogonSession", Href: `${linkHost}/api/logonSessions/${id}` },
        links: [{ Rel: "Delete", Type: "LogonSession", Href: `${linkHost}/api/logonSessions/${id}` }],
        fields: { UserName: username, SessionId: id },
      };
      if (wantsJson(c, formatting)) return jsonReply(c, entityJson(entity), formatting, status);
      return xmlReply(c, entityXml(entity, true), status);
    },
    /** A cookie wins over the header, however stale it is. */
    isValid(c: Context): boolean {
      const cookie = new RegExp(`${HEADER}=([^;]+)`).exec(c.req.header("cookie") ?? "")?.[1];
      const token = cookie ?? c.req.header(HEADER) ?? "";
      const usedAt = lastUsed.get(token);
      if (usedAt === undefined || now() - usedAt > idleMs) return false;
      lastUsed.set(token, now());
      return true;
    },
    end(c: Context, id: string): Response {
      const isOwn = lastUsed.delete(Buffer.from(id).toString("base64"));
      return isOwn ? c.body(null, 204) : errorReply(c, 404, "No such logon session");
    },
  };
}
