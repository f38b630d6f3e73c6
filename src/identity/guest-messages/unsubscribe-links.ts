import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { pageAddress } from '../../platform/http/page-address';
import { ProblemError } from '../../platform/problems/problem';
import { Pii, type RoutedGuest, RoutedMessages, uuidOfHex } from '../../security';
import { Command } from '@nestjs/cqrs';
import { setUnwanted } from '../notifications/notification.sql';
import { Handles } from '../../platform/http/handlers-of';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 16;

/** A guest ends letters of the kind to which one belongs, by the link in it. Ending them twice is the same as once. */
export class Unsubscribe extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

/** The links in letters by which a guest ends them without signing in: network, message and a signature. */
@Injectable()
export class UnsubscribeLinks {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly routed: RoutedMessages,
  ) {}

  /** @throws ProblemError `not_found` */
  @Handles(Unsubscribe)
  async unsubscribe({ token }: Unsubscribe): Promise<void> {
    const { networkId, guestId, purpose } = await this.get(token);
    const code = purpose === 'MARKETING' ? 'CAMPAIGNS_EMAIL' : 'POINTS_EMAIL';
    await this.database.inNetwork(networkId, (tx) => setUnwanted(tx, networkId, guestId, code, false));
  }

  addressOf(networkId: string, messageId: string): string {
    const signature = this.signatureOf(networkId, messageId);
    const token = Buffer.concat([bytesOf(networkId), bytesOf(messageId), signature]).toString('base64url');
    return pageAddress(`/api/hooks/unsubscribe/${token}`);
  }

  /** The guest and purpose of the letter. @throws ProblemError `not_found` for a token that is not ours, or a letter that is gone */
  async get(token: string): Promise<RoutedGuest & { readonly networkId: string }> {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 2 * ID_BYTES + SIGNATURE_BYTES) throw new ProblemError('not_found');
    const networkId = uuidOfHex(bytes.toString('hex', 0, ID_BYTES));
    const messageId = uuidOfHex(bytes.toString('hex', ID_BYTES, 2 * ID_BYTES));
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), this.signatureOf(networkId, messageId)))
      throw new ProblemError('not_found');
    const found = await this.database.inNetwork(networkId, (tx) => this.routed.findGuest(tx, networkId, messageId));
    if (found === undefined) throw new ProblemError('not_found');
    return { ...found, networkId };
  }

  private signatureOf(networkId: string, messageId: string): Buffer {
    return this.pii.blindIndex(networkId, 'unsubscribe', messageId).subarray(0, SIGNATURE_BYTES);
  }
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
