export interface Decoder {
  /** The characters that are certain so far; a character cut by the border comes with the next piece. */
  decode(bytes: Uint8Array): string;
  end(): string;
}

/**
 * Decodes by byte order mark, else (XML) by the prolog's encoding, else as UTF-8. Never throws: what is no character
 * becomes U+FFFD, which is allowed within text and nowhere else.
 */
export function createDecoder(format: "xml" | "json"): Decoder {
  let head: Uint8Array = new Uint8Array(0);
  let decoder: Decoder | null = null;

  function begin(isWhole: boolean): string {
    const encoding = sniff(head, format, isWhole);
    if (encoding === null) return "";
    decoder = createKnown(encoding);
    return decoder.decode(head);
  }

  return {
    decode(bytes) {
      if (decoder) return decoder.decode(bytes);
      head = join(head, bytes);
      return begin(false);
    },
    end() {
      const rest = decoder ? "" : begin(true);
      return rest + (decoder?.end() ?? "");
    },
  };
}

const PROLOG_LIMIT = 512;
const ENCODING = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;

/** Null while more bytes are needed to tell. */
function sniff(head: Uint8Array, format: "xml" | "json", isWhole: boolean): string | null {
  if (head.length < 4 && !isWhole) return null;
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (format === "json") return "utf-8";

  const start = String.fromCharCode(...head.subarray(0, PROLOG_LIMIT));
  const mayHaveProlog = /^\s*(<(\?(x(m(l[^>]*)?)?)?)?)?$/.test(start);
  if (mayHaveProlog && !isWhole && head.length < PROLOG_LIMIT) return null;
  return ENCODING.exec(start)?.[1]?.toLowerCase() ?? "utf-8";
}

function createKnown(encoding: string): Decoder {
  // A prolog that could be read byte by byte is not UTF-16, whatever it says.
  const label = encoding.startsWith("utf-16") && !/[bl]e$/.test(encoding) ? "utf-8" : encoding;
  const isLatin = /^(iso-?8859-1|latin-?1|windows-1252|cp-?1252|us-ascii|ascii)$/.test(label);
  const text = textDecoder(isLatin ? "windows-1252" : label);
  const mend = isLatin ? mendControls : (piece: string) => piece;
  return {
    decode: (bytes) => mend(text.decode(bytes, { stream: true })),
    end: () => mend(text.decode()),
  };
}

function textDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder("utf-8");
  }
}

// Windows-1252 from 0x80 to 0x9F. Some runtimes decode it as ISO 8859-1, which has control characters there.
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
const CONTROLS = /[\x80-\x9f]/g;

function mendControls(piece: string): string {
  return piece.replace(CONTROLS, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
