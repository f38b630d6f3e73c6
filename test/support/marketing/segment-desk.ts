import { SegmentsJob } from '../../../src/marketing/segments/segments.job';
import { LedgerVerification } from '../../../src/transactions/books/verification/ledger-verification';
import type { TestApp } from '../app';
import { eventually } from '../eventually';
import { allOf, condition, earningOf, pointsRule, programOf, tierOf } from '../decision/programs';
import { TillNetwork } from '../till-network';

/** 50 points more for guests of the segment LOYAL. */
export const LOYAL_PROGRAM = programOf({
  tiers: [tierOf('BASE')],
  earning: earningOf({ rules: [pointsRule('loyal', 50, allOf(condition('segment', '=', 'LOYAL')))] }),
});

export const ofGuest = (field: string, operator: string, value: unknown) => ({ field, operator, value });
export const byRule = (...rules: object[]) => ({ combinator: 'and', rules });

/** A network of its own with segments, for tests of them. */
export class SegmentDesk {
  private constructor(
    private readonly test: TestApp,
    readonly network: TillNetwork,
    readonly manager: string,
    readonly job: SegmentsJob,
  ) {}

  static async open(test: TestApp): Promise<SegmentDesk> {
    const network = await TillNetwork.create(test, { document: LOYAL_PROGRAM });
    return new SegmentDesk(test, network, await network.tokenOf('manager'), test.app.get(SegmentsJob));
  }

  /** Runs until every guest is evaluated. Events become visible up to the watermark, which waits for write transactions of other tests. */
  async evaluateAll(maxGuests = 3): Promise<void> {
    await eventually('a look at every event', async () => {
      while ((await this.job.doNext(this.network.id, { maxGuests })) !== 'idle');
      return this.network.database.inNetwork(this.network.id, async (tx) => {
        const { told } = await tx.one<{ told: boolean }>(
          `SELECT NOT EXISTS (
             SELECT FROM events e JOIN event_cursors c ON c.network_id = e.network_id AND c.subscriber = 'segments'
              WHERE e.network_id = $1 AND e.guest_id IS NOT NULL AND (e.epoch, e.xid, e.id) > (c.epoch, c.xid, c.id)) AS told`,
          [this.network.id],
        );
        return told;
      });
    });
  }

  /** A new segment; `rule` null: a list. Its id. */
  async create(code: string, rule: object | null): Promise<string> {
    const made = await this.network.post('/api/segments', this.manager, { code, name: code, rule });
    expect(made).toMatchObject({ status: 201, body: { code, guests: 0, version: 1 } });
    return made.body.id as string;
  }

  put(segmentId: string, guestIds: readonly string[], isIn: boolean) {
    return this.network.post(`/api/segments/${segmentId}/members`, this.manager, { guestIds, isIn });
  }

  async sell(guest: string, amount: number) {
    const sold = await this.network.post(`/api/guests/${guest}/transaction`, this.manager, this.network.sale(amount));
    expect(sold.status).toBe(201);
    return sold.body as { id: string; pointsEarned: number; trace: { rule: string; reason: string }[] };
  }

  codesOf(guest: string): Promise<{ codes: string[]; version: number }> {
    return this.network.database.inNetwork(this.network.id, (tx) =>
      tx.one<{ codes: string[]; version: number }>(
        'SELECT segments AS codes, version FROM guest_states WHERE network_id = $1 AND guest_id = $2',
        [this.network.id, guest],
      ),
    );
  }

  async findings() {
    return (await this.test.app.get(LedgerVerification).verify(this.network.id)).findings.list();
  }
}
