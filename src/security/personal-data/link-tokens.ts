import { timingSafeEqual } from 'node:crypto';
import { ProblemError } from '../../platform/problems/problem';
import { uuidOfHex } from '../secrets/signed-digits.rules';
import type { IndexKind, Pii } from './pii';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 16;
/** Short, because each character of an SMS costs money. The id in the link has 74 random bits, too many to guess. */
const SHORT_SIGNATURE_BYTES = 5;

/** Tokens of links by which a person acts without a sign-in: the network, the subject's id, and a signature of both. */
export class LinkTokens {
  /** @param name the link's purpose, signed with the id so that a link serves no other purpose; left out: `kind` */
  constructor(
    private readonly pii: Pii,
    private readonly kind: IndexKind,
    private readonly name = '',
  ) {}

  make(networkId: string, id: string): string {
    return Buffer.concat([bytesOf(networkId), bytesOf(id), this.signatureOf(networkId, id)]).toString('base64url');
  }

  /** @throws ProblemError `not_found` for a token that is not ours */
  read(token: string): { readonly networkId: string; readonly id: string } {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 2 * ID_BYTES + SIGNATURE_BYTES) throw new ProblemError('not_found');
    const networkId = uuidOfHex(bytes.toString('hex', 0, ID_BYTES));
    const id = uuidOfHex(bytes.toString('hex', ID_BYTES, 2 * ID_BYTES));
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), this.signatureOf(networkId, id)))
      throw new ProblemError('not_found');
    return { networkId, id };
  }

  /** A token of 28 characters for a link whose address already has the network's code, as in an SMS. */
  makeShort(networkId: string, id: string): string {
    const signature = this.signatureOf(networkId, id).subarray(0, SHORT_SIGNATURE_BYTES);
    return Buffer.concat([bytesOf(id), signature]).toString('base64url');
  }

  /** @throws ProblemError `not_found` for a token that is not ours */
  readShort(networkId: string, token: string): string {
    const bytes = Buffer.from(token, 'base64url');
    const id = uuidOfHex(bytes.toString('hex', 0, ID_BYTES).padEnd(2 * ID_BYTES, '0'));
    const signature = this.signatureOf(networkId, id).subarray(0, SHORT_SIGNATURE_BYTES);
    const given = bytes.subarray(ID_BYTES);
    if (given.length !== SHORT_SIGNATURE_BYTES || !timingSafeEqual(given, signature))
      throw new ProblemError('not_found');
    return id;
  }

  private signatureOf(networkId: string, id: string): Buffer {
    return this.pii.blindIndex(networkId, this.kind, `${this.name}${id}`).subarray(0, SIGNATURE_BYTES);
  }
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
