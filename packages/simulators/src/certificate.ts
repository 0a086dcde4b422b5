import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";

/** A self-signed certificate to try TLS with; Node can read certificates but not make them, so this writes the DER. */
export function makeCertificate({ name = "127.0.0.1", notBefore = "250101", notAfter = "450101" } = {}): {
  key: string;
  cert: string;
  fingerprint256: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(tlv(6, Buffer.from("2a8648ce3d040302", "hex")));
  const subject = sequence(
    tlv(0x31, sequence(tlv(6, Buffer.from("550403", "hex")), tlv(12, Buffer.from(name)))),
  );
  const validity = sequence(...[notBefore, notAfter].map((day) => tlv(0x17, Buffer.from(`${day}000000Z`))));
  const isAddress = /^[\d.]+$/.test(name);
  const altName = isAddress
    ? tlv(0x87, Buffer.from(name.split(".").map(Number)))
    : tlv(0x82, Buffer.from(name));
  const extensions = sequence(
    sequence(tlv(6, Buffer.from("551d11", "hex")), tlv(4, sequence(altName))),
    sequence(tlv(6, Buffer.from("551d13", "hex")), tlv(4, sequence(tlv(1, Buffer.from([255]))))),
  );
  const body = sequence(
    tlv(0xa0, tlv(2, Buffer.from([2]))),
    tlv(2, Buffer.from([1])),
    ecdsaWithSha256,
    subject,
    validity,
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, extensions),
  );
  const signature = tlv(3, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const certificate = new X509Certificate(sequence(body, ecdsaWithSha256, signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: certificate.toString(),
    fingerprint256: certificate.fingerprint256,
  };
}

function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts);
