import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import { SEAL_AT_MOST, Sealer } from './sealer';

/** Seals every network's journal while the process runs jobs. */
@Job('seals', { everyMs: 5_000, isStream: true, signs: ['due'], failure: 'sealing failed' })
export class SealJob extends NetworkJob {
  constructor(private readonly sealer: Sealer) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atMost = rowsOf(SEAL_AT_MOST, options);
    const seal = await this.sealer.sealNext(networkId, false, atMost);
    const isFull = seal?.transactions === atMost;
    await (isFull ? this.sealer.publishHead(networkId) : this.sealer.publishWhenDue(networkId));
    if (seal === undefined) return 'idle';
    return isFull ? 'more' : 'done';
  }
}
