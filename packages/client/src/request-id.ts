/** The header with the id of a request: the server writes it to its log and trace, and sends it back with a problem. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Letters and digits that are not taken for one another when they are read out (Crockford's base 32). */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** Short enough to be read out on the phone, such as `7K2Q-9XMD`: one of a million million. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  const symbols = Array.from(bytes, (byte) => SYMBOLS.charAt(byte % SYMBOLS.length)).join('');
  return `${symbols.slice(0, LENGTH / 2)}-${symbols.slice(LENGTH / 2)}`;
}
