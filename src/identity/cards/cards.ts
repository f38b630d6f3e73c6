import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { qrKeys } from '../../security';
import { makeQr, parseQr, type ScannedCard } from './qr.rules';

/** The signed forms of a card, for whoever shows one or takes a scan along with an act. */
@Injectable()
export class Cards {
  constructor(private readonly clock: Clock) {}

  /**
   * The content of a scanned QR, judged as of `asOf` (left out: now). Undefined when it is not ours or its time is over.
   * A sale on it claims its `use`; a second claim is a replay.
   */
  parseQr(text: string, asOf?: Date): ScannedCard | undefined {
    const keys = [...qrKeys().keys.values()].map((ringKey) => ringKey.key);
    return parseQr(keys, text, asOf ?? this.clock.now());
  }

  /** The digits of a card's QR made at this instant; null makes the static, printed form. */
  makeQr(networkId: string, cardNumber: string, issuedAt: Date | null): string {
    return makeQr(qrKeys().newest.key, networkId, cardNumber, issuedAt);
  }
}
