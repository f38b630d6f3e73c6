/** DER of the object identifiers in a request or an answer (RFC 3161, RFC 5652). */
const SHA_256 = Buffer.from('0609608648016503040201', 'hex');
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');
const TIME_STAMP_INFO = Buffer.from('060b2a864886f70d0109100104', 'hex');
const TRUE = Buffer.from([1, 1, 0xff]);
const NULL = Buffer.from([5, 0]);

const [INTEGER, OCTETS, TIME, SEQUENCE, EXPLICIT_0] = [0x02, 0x04, 0x18, 0x30, 0xa0];
/** The statuses "granted" and "granted with changes". */
const GRANTED = new Set([0, 1]);
const LONG_FORM = 0x80;
/** No answer needs a longer length field. */
const MAX_LENGTH_BYTES = 4;

export interface TimeStamp {
  /** The signed token, as it is stored. */
  readonly token: Buffer;
  /** The time of the stamp (RFC 3339). */
  readonly at: string;
}

/** A query for a time stamp of a hash, in DER. @param nonce its first bit is 0 and its first byte is not zero */
export function timeStampQuery(hash: Buffer, nonce: Buffer): Buffer {
  const imprint = der(SEQUENCE, der(SEQUENCE, SHA_256, NULL), der(OCTETS, hash));
  // TRUE: the token comes with the certificate, so that it can be checked when the authority no longer exists.
  return der(SEQUENCE, der(INTEGER, Buffer.from([1])), imprint, der(INTEGER, nonce), TRUE);
}

/**
 * Reads the answer to a query, and checks that it is granted and that its token has this hash and nonce. People who trust the authority check the signature (`openssl ts -verify`).
 * @throws Error that says which check failed
 */
export function readTimeStampAnswer(answer: Buffer, hash: Buffer, nonce: Buffer): TimeStamp {
  const [state, token] = partsOf(readDer(answer));
  const status = partsOf(state)[0]?.content.readUInt8(0);
  if (status === undefined || !GRANTED.has(status)) throw new Error(`it was not granted (status ${String(status)})`);
  const info = partsOf(infoOf(token));
  const [kind, stamped] = partsOf(info[2]);
  if (kind?.content.subarray(0, SHA_256.length).equals(SHA_256) !== true || stamped?.content.equals(hash) !== true)
    throw new Error('its stamp is of another hash');
  const at = info.find(({ tag }) => tag === TIME)?.content.toString('latin1');
  // Version and serial number come first. After the time, the nonce is the only integer.
  const behind = info.slice(info.findIndex(({ tag }) => tag === TIME) + 1);
  if (behind.find(({ tag }) => tag === INTEGER)?.content.equals(nonce) !== true)
    throw new Error('its stamp has another nonce');
  return { token: wholeOf(token), at: timeOf(at) };
}

/** The content of a token: a signed message whose body is an octet string with the stamp's data. */
function infoOf(token: Part | undefined): Part {
  const [type, signed] = partsOf(token);
  const [, , body] = partsOf(partsOf(signed)[0]);
  const [bodyType, wrapped] = partsOf(body);
  const isStamp = wholeOf(type).equals(SIGNED_DATA) && wholeOf(bodyType).equals(TIME_STAMP_INFO);
  const octets = wrapped?.tag === EXPLICIT_0 ? partsOf(wrapped)[0] : undefined;
  if (!isStamp || octets?.tag !== OCTETS) throw new Error('it has no time stamp');
  return readDer(octets.content);
}

function timeOf(text = ''): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(text) ?? [];
  if (year === undefined) throw new Error('its stamp has no time');
  return `${year}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}Z`;
}

interface Part {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** The first DER part of these bytes. @throws Error where the bytes end before the part does */
function readDer(bytes: Buffer): Part {
  const [tag, first] = bytes;
  const more = first !== undefined && first > LONG_FORM ? first - LONG_FORM : 0;
  const isRead = tag !== undefined && first !== undefined && first !== LONG_FORM && more <= MAX_LENGTH_BYTES;
  if (!isRead || bytes.length < 2 + more) throw new Error('it is not of the form of RFC 3161');
  const length = more === 0 ? first : bytes.readUIntBE(2, more);
  const end = 2 + more + length;
  if (bytes.length < end) throw new Error('it is not of the form of RFC 3161');
  return { tag, content: bytes.subarray(2 + more, end), whole: bytes.subarray(0, end) };
}

function partsOf(part: Part | undefined): Part[] {
  const parts: Part[] = [];
  for (let rest = part?.content ?? Buffer.alloc(0); rest.length > 0; rest = rest.subarray(parts.at(-1)?.whole.length))
    parts.push(readDer(rest));
  return parts;
}

function wholeOf(part: Part | undefined): Buffer {
  return part?.whole ?? Buffer.alloc(0);
}

/** A DER part of less than 64 KB. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < LONG_FORM ? [length] : [LONG_FORM + 2, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
