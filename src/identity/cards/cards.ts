import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { qrKeys } from '../../security';
import { ungrouped } from '../../typed/marks';
import { makeQr, parseQr, type ScannedCard } from './qr.rules';

/** Makes and reads the signed QR of a card. */
@Injectable()
export class Cards {
  constructor(private readonly clock: Clock) {}

  /**
   * The content of a scanned QR, checked for the time `asOf` (left out: now). Undefined: the QR is not ours, or has expired. A sale claims the QR's
   * `use`, so a second sale with the same QR is refused.
   */
  parseQr(text: string, asOf?: Date): ScannedCard | undefined {
    const keys = [...qrKeys().keys.values()].map((ringKey) => ringKey.key);
    return parseQr(keys, ungrouped(text), asOf ?? this.clock.now());
  }

  /** The digits of a card's QR made at this instant; null makes the static, printed form. */
  makeQr(networkId: string, cardNumber: string, issuedAt: Date | null): string {
    return makeQr(qrKeys().newest.key, networkId, cardNumber, issuedAt);
  }
}
