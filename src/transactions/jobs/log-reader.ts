import type { NamedStatement, Tx } from '../../platform/database/database';
import { readByKeys } from '../../platform/database/plans';
import { backOff } from '../../platform/retries/back-off.rules';
import { type AnyFollower, type LogEvent, LogPage, type LogPlace } from './log-follower';
import { groupsOf, nextSize } from './log-groups.rules';
import { takeIn } from './log-taking';
import type { PieceOutcome } from './network-turns';
import { Job, NetworkJob } from './network-job';
import { RelayMetrics } from './relay-metrics';

/** The next events after one position in the log, up to another position. Before an event that is not settled, other events may still appear. */
export const LOG_PAGE: NamedStatement = {
  name: 'log_page',
  text: `SELECT epoch, xid, id, type, subject_id AS "subjectId", guest_id AS "guestId", guest_version AS "guestVersion",
      is_settled AS "isSettled" FROM log_page($1, $2, $3, $4, $5, $6, $7, $8)`,
};

export interface LogRow extends LogEvent {
  readonly isSettled: boolean;
}

export const LOG_BEGIN: LogPlace = { epoch: 0, xid: 0, id: '00000000-0000-0000-0000-000000000000' };
export const LOG_END: LogPlace = {
  epoch: 2_147_483_647,
  xid: Number.MAX_SAFE_INTEGER,
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

interface LockedCursor {
  readonly subscriber: string;
  /** Whether the `condition` of the follower holds in the network. */
  readonly hasWork: boolean;
}

interface Cursor extends LogPlace {
  readonly subscriber: string;
}

/** How many pages of events a reader of figures counts at most before it answers. */
const MOST_PAGES = 4;
/** Longest pause of a reader of figures while tills write more than a page in each period. */
const AGAIN_MS = 1_000;
const FIRST_SIZE = 500;
/** A follower that failed is left alone so long, doubled with each failure. */
const RESTS_MS = { first: 1_000, last: 600_000 };
/** So often its pages are halved at most. */
const MAX_FAILURES = 14;

/**
 * The one reader of every network's event log below the watermark (rule 12): a page is read once, and all who follow
 * take it in within one transaction, each with its own cursor. One that fails goes on by itself from where it was, until
 * it has come up with the others, and holds nobody back.
 */
@Job('log', {
  everyMs: 5_000,
  againMs: AGAIN_MS,
  isStream: true,
  signs: ['events'],
  failure: 'following the event log failed',
})
export class LogReader extends NetworkJob {
  private readonly followers: AnyFollower[] = [];
  /** Those that failed, until they took in as many pages. */
  private readonly failing = new Map<string, { until: number; failures: number }>();
  private size = FIRST_SIZE;

  constructor(private readonly metrics: RelayMetrics) {
    super();
  }

  register(follower: AnyFollower): void {
    this.followers.push(follower);
  }

  /** One page for those who follow, or one for each place at which some of them stand. */
  override async doNext(networkId: string): Promise<PieceOutcome> {
    const outcome = await this.advance(
      networkId,
      this.followers.filter((follower) => !this.isResting(networkId, follower)),
    );
    // One that failed is behind, and no new event calls for it.
    const isBehind = this.followers.some((follower) => this.failing.has(keyOf(networkId, follower)));
    return outcome === 'idle' && isBehind ? 'done' : outcome;
  }

  /** A page for one of them alone, for a caller who needs what it makes; `idle` also when another process is at it. */
  advanceOne(networkId: string, follower: AnyFollower): Promise<PieceOutcome> {
    return this.advance(networkId, [follower]);
  }

  /** Some pages for one follower, so that managers see their newest sales. False: more pages are left. */
  async advanceSome(networkId: string, follower: AnyFollower): Promise<boolean> {
    for (let page = 0; page < MOST_PAGES; page += 1)
      if ((await this.advanceOne(networkId, follower)) !== 'more') return true;
    return false;
  }

  private async advance(networkId: string, followers: readonly AnyFollower[]): Promise<PieceOutcome> {
    for (const follower of followers) await follower.prepare?.(networkId);
    const subscribers = followers.map(({ subscriber }) => subscriber);
    const cursors = await this.database.readsOf(networkId).query<Cursor>`
      SELECT subscriber, epoch, xid, id FROM event_cursors WHERE network_id = ${networkId} AND subscriber = ANY (${subscribers}::text[])`;
    const places = followers.map((follower) => ({
      follower,
      at: cursors.find(({ subscriber }) => subscriber === follower.subscriber) ?? LOG_BEGIN,
    }));
    let outcome: PieceOutcome = 'idle';
    for (const { at, followers: together, upTo } of groupsOf(places)) {
      const passed = await this.advanceGroup(networkId, together, at, upTo);
      if (passed === 'more' || outcome === 'idle') outcome = passed;
    }
    return outcome;
  }

  private async advanceGroup(
    networkId: string,
    followers: readonly AnyFollower[],
    at: LogPlace,
    upTo: LogPlace | undefined,
  ): Promise<PieceOutcome> {
    const began = performance.now();
    const size = this.sizeFor(networkId, followers);
    const page = await this.readPage(networkId, at, upTo, size);
    if (page === undefined) return 'idle';
    let hasMoved = true;
    try {
      hasMoved = await this.handOn(networkId, followers, at, page);
      for (const follower of followers) this.recover(networkId, follower);
    } catch (error) {
      const [first, ...others] = followers;
      if (first !== undefined && others.length === 0) this.rest(networkId, first, error);
      else for (const follower of followers) await this.tryAlone(networkId, follower, at, page);
    }
    if (size === this.size) this.size = nextSize(size, page.events.length, performance.now() - began);
    return hasMoved && (upTo !== undefined || page.events.length === size) ? 'more' : 'done';
  }

  /** Undefined: nothing is settled after the place. */
  private async readPage(
    networkId: string,
    { epoch, xid, id }: LogPlace,
    upTo: LogPlace | undefined,
    size: number,
  ): Promise<LogPage | undefined> {
    const to = upTo ?? LOG_END;
    const values = [networkId, epoch, xid, id, to.epoch, to.xid, to.id, size];
    const rows = await this.database.callInNetwork<LogRow>(LOG_PAGE, values);
    const firstOpen = rows.findIndex(({ isSettled }) => !isSettled);
    const settled = firstOpen === -1 ? rows : rows.slice(0, firstOpen);
    const waiting = firstOpen === -1 && rows.length < size ? undefined : rows.at(firstOpen);
    if (upTo === undefined) this.metrics.waits(networkId, waiting?.id);
    return settled.length === 0 ? undefined : new LogPage(settled);
  }

  /** Whether some follower took the page in. */
  private handOn(networkId: string, followers: readonly AnyFollower[], at: LogPlace, page: LogPage): Promise<boolean> {
    return this.database.inNetwork(networkId, async (tx) => {
      const locked = await lockCursors(tx, networkId, followers, at);
      if (locked.length === 0) return false;
      await readByKeys(tx);
      const working = followers.filter(({ subscriber }) =>
        locked.some((cursor) => cursor.hasWork && cursor.subscriber === subscriber),
      );
      const taken = await takeIn(tx, networkId, page, { followers: working, nameOf: (some) => this.nameOf(some) });
      const moved = [...locked.filter(({ hasWork }) => !hasWork), ...taken].map(({ subscriber }) => subscriber);
      const last = page.events.at(-1);
      if (last === undefined || moved.length === 0) return false;
      await tx.query`
        UPDATE event_cursors SET epoch = ${last.epoch}, xid = ${last.xid}, id = ${last.id}, moved_at = ledger_now()
         WHERE network_id = ${networkId} AND subscriber = ANY (${moved}::text[])`;
      return true;
    });
  }

  private nameOf(followers: readonly AnyFollower[]): string {
    return `take_${followers.map((follower) => this.followers.indexOf(follower)).join('_')}`;
  }

  private async tryAlone(networkId: string, follower: AnyFollower, at: LogPlace, page: LogPage): Promise<void> {
    try {
      await this.handOn(networkId, [follower], at, page);
      this.recover(networkId, follower);
    } catch (error) {
      this.rest(networkId, follower, error);
    }
  }

  private isResting(networkId: string, follower: AnyFollower): boolean {
    return performance.now() < (this.failing.get(keyOf(networkId, follower))?.until ?? 0);
  }

  /** Half as many events for each time that one of them failed: a page that was cut off at its time limit goes in parts. */
  private sizeFor(networkId: string, followers: readonly AnyFollower[]): number {
    const failures = followers.map((follower) => this.failing.get(keyOf(networkId, follower))?.failures ?? 0);
    return Math.max(1, this.size >> Math.max(...failures));
  }

  private recover(networkId: string, follower: AnyFollower): void {
    const key = keyOf(networkId, follower);
    const failures = (this.failing.get(key)?.failures ?? 0) - 1;
    if (failures > 0) this.failing.set(key, { until: 0, failures });
    else this.failing.delete(key);
  }

  private rest(networkId: string, follower: AnyFollower, error: unknown): void {
    this.note(networkId, error);
    const key = keyOf(networkId, follower);
    const failures = Math.min((this.failing.get(key)?.failures ?? 0) + 1, MAX_FAILURES);
    const forMs = backOff(failures, RESTS_MS);
    this.failing.set(key, { until: performance.now() + forMs, failures });
  }
}

function keyOf(networkId: string, { subscriber }: AnyFollower): string {
  return `${networkId} ${subscriber}`;
}

/** Locks the cursors of followers that are at this position in the log. Cursors that another transaction is moving are left out. */
async function lockCursors(
  tx: Tx,
  networkId: string,
  followers: readonly Pick<AnyFollower, 'subscriber' | 'condition'>[],
  { epoch, xid, id }: LogPlace,
): Promise<LockedCursor[]> {
  const subscribers = followers.map(({ subscriber }) => subscriber);
  if (epoch === LOG_BEGIN.epoch)
    await tx.query`
      INSERT INTO event_cursors (network_id, subscriber) SELECT ${networkId}, unnest(${subscribers}::text[]) ON CONFLICT DO NOTHING`;
  const withoutWork = followers.flatMap(({ subscriber, condition }) =>
    condition === undefined ? [] : [`(subscriber = '${subscriber}' AND NOT (${condition}))`],
  );
  return tx.query<LockedCursor>(
    `SELECT subscriber, NOT (${['false', ...withoutWork].join(' OR ')}) AS "hasWork" FROM event_cursors
      WHERE network_id = $1 AND subscriber = ANY ($2::text[]) AND (epoch, xid, id) = ($3::integer, $4::bigint, $5::uuid)
      ORDER BY subscriber FOR UPDATE SKIP LOCKED`,
    [networkId, subscribers, epoch, xid, id],
  );
}
