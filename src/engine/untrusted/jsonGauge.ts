/** Objects and lists within each other, at the most: far more than any file of ours has. */
export const DEEPEST_JSON = 64;

/** What is too much in a text, and the byte at which it was found. */
export interface TooMuch {
  readonly found: string;
  readonly at: number;
}

// What a byte outside of texts and comments means.
const [SPACE, QUOTE, SLASH, COLON, COMMA, OPEN, CLOSE] = [1, 2, 3, 4, 5, 6, 7] as const;
/** 0 for what is a part of a number, of `true`, or nothing at all. */
const KINDS = new Uint8Array(256);
for (const [kind, bytes] of [
  [SPACE, ' \t\r\n'],
  [QUOTE, '"'],
  [SLASH, '/'],
  [COLON, ':'],
  [COMMA, ','],
  [OPEN, '[{'],
  [CLOSE, ']}'],
] as const)
  for (const byte of Buffer.from(bytes)) KINDS[byte] = kind;

// Where a byte stands.
const [BETWEEN, IN_TEXT, AFTER_BACKSLASH, AFTER_SLASH, IN_LINE_COMMENT, IN_COMMENT, AFTER_STAR] = [
  0, 1, 2, 3, 4, 5, 6,
] as const;
const [QUOTE_BYTE, BACKSLASH_BYTE, SLASH_BYTE, STAR_BYTE] = [0x22, 0x5c, 0x2f, 0x2a] as const;

/**
 * Counts what a parser would make of JSON, with or without comments, before one is let at it: a small file can hold a
 * value a byte, and each takes some forty of memory. It is given the bytes piece by piece, so that a file with too much in
 * it need not be read to its end. What is no JSON is counted somehow: a parser that stops at the first mistake makes
 * nothing of what comes after it.
 */
export class JsonGauge {
  keys = 0;
  /** Lists, objects, texts, numbers and the like; a key is none. */
  values = 0;
  private at = 0;
  private place: number = BETWEEN;
  /** Whether a value begins with what comes next, or the key that one has. */
  private expecting = true;
  /** What closes each object and list that is open. */
  private readonly closers: number[] = [];

  /** @param mostValues that the parser is let at */
  constructor(private readonly mostValues: number) {}

  /** @returns what is too much, as soon as something is */
  take(bytes: Uint8Array): TooMuch | undefined {
    const { mostValues } = this;
    let { keys, values, place, expecting } = this;
    let at = 0;
    let tooDeep = false;
    for (; at < bytes.length && values <= mostValues; at++) {
      const byte = bytes[at] as number;
      if (place !== BETWEEN) {
        if (place === IN_TEXT && byte > BACKSLASH_BYTE) continue;
        place = placeAfter(place, byte);
        continue;
      }
      const kind = KINDS[byte];
      if (kind === SPACE) continue;
      if (kind === SLASH) place = AFTER_SLASH;
      else if (kind === COLON) keys++;
      else if (kind === COMMA) expecting = true;
      else if (kind === CLOSE) {
        if (byte === this.closers.at(-1)) this.closers.pop();
        expecting = false;
      } else {
        if (expecting) values++;
        expecting = kind === OPEN;
        if (kind === QUOTE) place = IN_TEXT;
        if (kind === OPEN && !this.open(byte)) {
          tooDeep = true;
          break;
        }
      }
    }
    Object.assign(this, { keys, values, place, expecting });
    this.at += at;
    if (tooDeep) return { found: `JSON nested more than ${DEEPEST_JSON} deep`, at: this.at };
    // The loop is one further than what was too much.
    if (values > mostValues) return { found: `more than ${mostValues.toLocaleString('en')} values`, at: this.at - 1 };
    return undefined;
  }

  /** @returns whether one more may be open */
  private open(byte: number): boolean {
    // "]" and "}" come two after "[" and "{".
    return this.closers.length < DEEPEST_JSON && this.closers.push(byte + 2) > 0;
  }
}

/** Where the byte after this one stands, which is in a text or a comment. */
function placeAfter(place: number, byte: number): number {
  switch (place) {
    case IN_TEXT:
      if (byte === BACKSLASH_BYTE) return AFTER_BACKSLASH;
      return byte === QUOTE_BYTE || isLineBreak(byte) ? BETWEEN : IN_TEXT;
    case AFTER_BACKSLASH:
      return IN_TEXT;
    case AFTER_SLASH:
      if (byte === STAR_BYTE) return IN_COMMENT;
      return byte === SLASH_BYTE ? IN_LINE_COMMENT : BETWEEN;
    case IN_LINE_COMMENT:
      return isLineBreak(byte) ? BETWEEN : IN_LINE_COMMENT;
    default:
      if (byte === STAR_BYTE) return AFTER_STAR;
      return place === AFTER_STAR && byte === SLASH_BYTE ? BETWEEN : IN_COMMENT;
  }
}

function isLineBreak(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}
