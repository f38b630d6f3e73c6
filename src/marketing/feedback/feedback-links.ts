import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { pageAddress } from '../../platform/http/page-address';
import { ProblemError } from '../../platform/problems/problem';
import { Pii, uuidOfHex } from '../../security';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 16;

/** A question by its link. */
export interface LinkedQuestion {
  readonly networkId: string;
  readonly saleId: string;
}

/** The links by which guests answer without signing in: network, sale and a signature. The question itself says until when. */
@Injectable()
export class FeedbackLinks {
  constructor(private readonly pii: Pii) {}

  /** @param code of the network */
  addressOf(networkId: string, code: string, saleId: string): string {
    return pageAddress(`/cabinet/${code}/feedback/${this.tokenOf(networkId, saleId)}`);
  }

  tokenOf(networkId: string, saleId: string): string {
    const signature = this.signatureOf(networkId, saleId);
    return Buffer.concat([bytesOf(networkId), bytesOf(saleId), signature]).toString('base64url');
  }

  /** @throws ProblemError `not_found` for a token that is not ours */
  read(token: string): LinkedQuestion {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 2 * ID_BYTES + SIGNATURE_BYTES) throw new ProblemError('not_found');
    const networkId = uuidOfHex(bytes.toString('hex', 0, ID_BYTES));
    const saleId = uuidOfHex(bytes.toString('hex', ID_BYTES, 2 * ID_BYTES));
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), this.signatureOf(networkId, saleId)))
      throw new ProblemError('not_found');
    return { networkId, saleId };
  }

  private signatureOf(networkId: string, saleId: string): Buffer {
    return this.pii.blindIndex(networkId, 'feedback', saleId).subarray(0, SIGNATURE_BYTES);
  }
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
