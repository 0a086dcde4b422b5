import { type PeerCertificate, TLSSocket } from "node:tls";
import { buildConnector } from "undici";
import type { TlsConfig } from "../config-types.ts";

/** The peer's certificate is not the one to trust; nothing was sent. Its message is for a user. */
export class CertificateProblem extends Error {
  override name = "CertificateProblem";
}

/**
 * Opens connections to one source and hands out none whose certificate was not approved: by its issuer and name, by
 * its fingerprint where that is pinned, or not at all where the source is declared insecure.
 */
export function createTlsConnector(
  tls: TlsConfig,
  host: string,
  timeoutMs: number,
  onCertificate: (endsAt: string | null) => void,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    allowH2: false,
    // A resumed session skips the check of the name.
    maxCachedSessions: 0,
    // Checked below, before a byte is sent: once Node has rejected a connection its certificate cannot be told.
    rejectUnauthorized: false,
    ...(tls.ca === null ? {} : { ca: tls.ca }),
  });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (!(socket instanceof TLSSocket)) return callback(null, socket);
      const certificate = socket.getPeerCertificate();
      const problem = certificateProblem(tls, host, socket, certificate);
      if (problem !== null) {
        socket.destroy();
        return callback(new CertificateProblem(problem), null);
      }
      onCertificate(dateOf(certificate)?.toISOString() ?? null);
      callback(null, socket);
    });
}

function certificateProblem(
  tls: TlsConfig,
  host: string,
  socket: TLSSocket,
  certificate: PeerCertificate,
): string | null {
  if (tls.insecure) return null;
  if (tls.fingerprint256 !== null) {
    if (certificate.fingerprint256 === tls.fingerprint256) return null;
    return `the certificate of ${host} is not the one in tls.fingerprint256: it has ${certificate.fingerprint256 ?? "none"}`;
  }
  if (socket.authorized) return null;
  const code = String(socket.authorizationError);
  const remedy = "give tls.caFile or tls.fingerprint256";
  switch (code) {
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
      return `the certificate of ${host} is not trusted (self-signed): ${remedy}`;
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `the certificate of ${host} is not trusted (its issuer is not known): ${remedy}`;
    case "CERT_HAS_EXPIRED":
      return `the certificate of ${host} expired on ${dateOf(certificate)?.toISOString().slice(0, 10) ?? "an unreadable date"}`;
    case "CERT_NOT_YET_VALID":
      return `the certificate of ${host} is not valid yet: compare the clocks`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `the certificate of ${host} is made out for another name (${namesOf(certificate)}): use that name in url or give tls.fingerprint256`;
    default:
      return `the certificate of ${host} is not trusted (${code}): ${remedy}`;
  }
}

function dateOf(certificate: PeerCertificate): Date | null {
  const date = new Date(certificate.valid_to);
  return Number.isNaN(date.getTime()) ? null : date;
}

function namesOf(certificate: PeerCertificate): string {
  const names = certificate.subjectaltname ?? [certificate.subject?.CN ?? "none"].flat().join(", ");
  return names.replaceAll(/(DNS|IP Address):/g, "").slice(0, 200);
}
