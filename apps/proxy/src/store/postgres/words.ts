import { DatabaseError } from "pg";
import { StoreError } from "../store-error.ts";
import { UNANSWERED } from "./dialect.ts";

/** Where a store is, without what it takes to log on. */
export interface Server {
  host: string;
  port: number;
  database: string;
  user: string;
}

const NAMED = "store.url or LASTGOOD_STORE_URL";

/** The server's own code, or the system's where the server was not reached, to what it means and what to do. */
const BY_CODE: Record<string, (server: Server) => string> = {
  ENOTFOUND: ({ host }) => `no host is called ${host}; correct the host in ${NAMED}`,
  EAI_AGAIN: ({ host }) =>
    `the name ${host} cannot be looked up now; see that this machine's name server answers`,
  ECONNREFUSED: () => `nothing listens there; start PostgreSQL, or correct host and port in ${NAMED}`,
  ENOENT: () => `there is no such socket; start PostgreSQL, or correct the host in ${NAMED}`,
  EHOSTUNREACH: () => `no way leads to that host; correct it in ${NAMED}, or open the network's way to it`,
  ENETUNREACH: () => `no way leads to that host; correct it in ${NAMED}, or open the network's way to it`,
  ETIMEDOUT: () => UNREACHED,
  "28P01": ({ user }) => `the password of user ${user} is wrong; correct it in ${NAMED}`,
  "28000": ({ user, database }) =>
    `the server does not let user ${user} into database ${database} from here; allow it in the server's pg_hba.conf, or correct user and sslmode in ${NAMED}`,
  "3D000": ({ database }) =>
    `there is no database ${database}; make it (createdb ${database}), or correct its name in ${NAMED}`,
  "42501": ({ user }) =>
    `user ${user} may not do this there; make it the owner of the database, or of a schema of its own`,
  "3F000": () => "there is no schema to make tables in; make one, or set the user's search_path",
  "53100": () => "the server's disk is full; make room there",
  "53300": () => "the server has no connection free; raise its max_connections, or close what holds them",
  "55P03": () =>
    "another program has held what was to be written for too long; stop it, or try again when it is done",
  "57014": () =>
    "the answer took too long and was given up; ask for less at once, or see what keeps the server busy",
  "57P03": () => "the server is starting or stopping; try again when it is up",
  "25006": () =>
    `the server takes no writes (it is a standby, or set to read only); name the primary in ${NAMED}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: () => UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: () => UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () => UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: () => UNTRUSTED,
  CERT_HAS_EXPIRED: () => "its certificate has expired; renew it on the server",
  ERR_TLS_CERT_ALTNAME_INVALID: ({ host }) =>
    `its certificate is not for ${host}; name the server in ${NAMED} as its certificate does`,
};

const UNREACHED = `it does not answer; correct host and port in ${NAMED}, or let the firewall pass this machine`;
const UNTRUSTED = `its certificate is signed by none that this machine trusts; add sslrootcert=FILE with the signer's certificate to ${NAMED}, or sslmode=no-verify to trust any`;
const LOST = "the connection was lost; it is made again at the next call";

/** What `pg` says itself, without a code. */
const BY_TEXT: [RegExp, (server: Server) => string][] = [
  [
    /does not support SSL/,
    () => `the server does not speak TLS; turn it on there, or set sslmode=disable in ${NAMED}`,
  ],
  [
    /client password must be a/,
    ({ user }) => `it asks for a password of user ${user}, and none is given; add it to ${NAMED}`,
  ],
  [
    /exceeded when trying to connect/,
    () => "every connection has been busy for too long; try again when less is asked",
  ],
  [/timeout expired|connection timeout/, () => UNREACHED],
  [/terminated|ECONNRESET|EPIPE|not queryable|Connection ended/, () => LOST],
];

function wordsOf(error: Error, server: Server): string | null {
  if (error instanceof StoreError) return error.message;
  if (error.message === UNANSWERED) return UNREACHED;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code]?.(server) ?? null;
  for (const [pattern, words] of BY_TEXT) if (pattern.test(`${error.message} ${code}`)) return words(server);
  // Other troubles of the server's own: its words say more than any of ours.
  if (error instanceof DatabaseError && /^(08|28|53|57|58|XX)/.test(code)) return `it says: ${error.message}`;
  return null;
}

/** What went wrong with the server, for whoever runs Lastgood; an error that is no fault of the server's stays as it is. */
export function toStoreError(server: Server, error: unknown): unknown {
  const one = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const words = one instanceof Error ? wordsOf(one, server) : null;
  if (words === null) return error;
  const { host, port, database } = server;
  const place = host.startsWith("/") ? host : `${host}:${port}`;
  return new StoreError(`The store ${database} at ${place} cannot be used: ${words}.`, { cause: error });
}
