const COLUMNS = 16;
/** What a page shows of a message in hex; the rest is said to be there. */
export const HEX_MAX_BYTES = 16384;

/** The bytes of a dead letter, whichever way the answer tells them. */
export function bytesOf({ body, body_base64: base64 }) {
  return base64 == null ? new TextEncoder().encode(body ?? '') : Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

/** Offset, sixteen bytes and their printable ASCII a line, as hexdump -C has it. */
export function hex(bytes) {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, HEX_MAX_BYTES); at += COLUMNS) {
    const row = [...bytes.subarray(at, at + COLUMNS)];
    const digits = row.map(byte => byte.toString(16).padStart(2, '0')).join(' ').padEnd(COLUMNS * 3 - 1);
    const text = row.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${digits}  ${text}`);
  }
  return lines.join('\n');
}

/** JSON laid out for reading, without a digit changed: only the space between its tokens is new. Other text stays as it is. */
export function laidOut(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = '';
  let depth = 0;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []) {
    if (token === '{' || token === '[') {
      depth++;
      out += token + '\n' + '  '.repeat(depth);
    } else if (token === '}' || token === ']') {
      depth--;
      out = /[{[]\s*$/.test(out) ? out.trimEnd() + token : out + '\n' + '  '.repeat(depth) + token;
    } else if (token === ',') {
      out += ',\n' + '  '.repeat(depth);
    } else {
      out += token === ':' ? ': ' : token;
    }
  }
  return out;
}
