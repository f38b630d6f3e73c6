import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { pageAddress } from '../../../platform/http/page-address';
import { ProblemError } from '../../../platform/problems/problem';
import { Pii, uuidOfHex } from '../../../security';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 16;

/** The links by which staff end the weekly letter without signing in: network, person and a signature. */
@Injectable()
export class LetterLinks {
  constructor(private readonly pii: Pii) {}

  addressOf(networkId: string, userId: string): string {
    const token = Buffer.concat([bytesOf(networkId), bytesOf(userId), this.signatureOf(networkId, userId)]);
    return pageAddress(`/api/hooks/letter/${token.toString('base64url')}`);
  }

  /** @throws ProblemError `not_found` for a token that is not ours */
  read(token: string): { readonly networkId: string; readonly userId: string } {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 2 * ID_BYTES + SIGNATURE_BYTES) throw new ProblemError('not_found');
    const networkId = uuidOfHex(bytes.toString('hex', 0, ID_BYTES));
    const userId = uuidOfHex(bytes.toString('hex', ID_BYTES, 2 * ID_BYTES));
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), this.signatureOf(networkId, userId)))
      throw new ProblemError('not_found');
    return { networkId, userId };
  }

  private signatureOf(networkId: string, userId: string): Buffer {
    return this.pii.blindIndex(networkId, 'unsubscribe', `letter ${userId}`).subarray(0, SIGNATURE_BYTES);
  }
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
