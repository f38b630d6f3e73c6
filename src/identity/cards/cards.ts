import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { parseQr, type ScannedCard } from './qr.rules';
import { QrKeys } from './qr-keys';

/** Reads what a guest shows, for whoever takes a scan along with an act. */
@Injectable()
export class Cards {
  constructor(
    private readonly keys: QrKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * What a scanned QR says, judged as of `asOf` (left out: now). Undefined when it is not ours or its time is over.
   * Whoever sells on it claims its `use`; a second claim is a replay.
   */
  parseQr(text: string, asOf?: Date): ScannedCard | undefined {
    return parseQr(this.keys.ring, text, asOf ?? this.clock.now());
  }
}
