import { Snapshots } from '../../configuration';
import { Job, NetworkJob, type PieceOutcome } from '../../transactions';
import { RfmBoundaries } from './rfm-boundaries';

/** Makes the limits of RFM for each business day. It reads two narrow tables on a snapshot and writes one row, so one piece is a network. */
@Job('rfm', { everyMs: 15_000, signs: ['rules'], isHourly: true, failure: 'making the limits of RFM failed' })
export class RfmJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly boundaries: RfmBoundaries,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const snapshot = await this.snapshots.current(networkId);
    if (!(await this.database.inNetwork(networkId, (tx) => this.boundaries.areDue(tx, snapshot)))) return 'idle';
    await this.boundaries.renew(networkId);
    return 'done';
  }
}
