import { hash, randomBytes } from 'node:crypto';

const NETWORK_BYTES = 16;
const SECRET_BYTES = 24;
/** Base64url of 40 bytes. */
const FORM = /^[A-Za-z0-9_-]{54}$/;

/** A new secret for the paths of a connection: the network's id, by which the network is found, and 192 random bits. */
export function makeConnectionToken(networkId: string): string {
  const network = Buffer.from(networkId.replaceAll('-', ''), 'hex');
  return Buffer.concat([network, randomBytes(SECRET_BYTES)]).toString('base64url');
}

/** SHA-256 suffices: the secret is random, so its hash needs no salt, and the time of a search by hash reveals nothing. */
export function hashConnectionToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** The network in a token; undefined where the text is not a token. */
export function networkOfToken(token: string): string | undefined {
  if (!FORM.test(token)) return undefined;
  const hex = Buffer.from(token, 'base64url').toString('hex', 0, NETWORK_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
