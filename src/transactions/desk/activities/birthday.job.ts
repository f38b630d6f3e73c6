import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { claimDigest } from '../../../platform/claims/claim-digest';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Till } from '../../till/queue/till';
import { systemActOf } from '../../ledger/act/system-act';
import { mayTouchGuests } from '../../ledger/read/history-lock.sql';
import { birthdaysOn, LATE_DAYS } from './birthdays.rules';
import { calendarOfNetwork } from '../../ledger/act/network-calendar';

const MAX_GUESTS = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

const BIRTHDAY = { kind: 'AWARD', activity: 'birthday' } as const;

/**
 * Gives each guest the birthday's points once a year: an AWARD like any other, claimed by guest and year, and dated by
 * the beginning of the day. So the job may be late, run twice or in several processes with the same result. The row can
 * be replayed after the birthday was erased.
 */
@Job('birthdays', { everyMs: 60_000, signs: ['rules'], isHourly: true, failure: 'giving birthdays failed' })
export class BirthdayJob extends NetworkJob {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly till: Till,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Gives the points due today, and on earlier days that may still be made up for. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(MAX_GUESTS, options);
    const snapshot = await this.snapshots.current(networkId);
    const calendar = calendarOfNetwork(snapshot);
    const today = calendar.localDay(this.clock.now().getTime());
    let given = 0;
    for (let day = today - LATE_DAYS; day <= today; day += 1) {
      const begin = calendar.startOfDay(day);
      const program = snapshot.programInForce(new Date(begin));
      if (program?.program.document.activities.birthday == null) continue;
      given += await this.giveOn(snapshot, { day, begin, end: calendar.startOfDay(day + 1) }, atOnce);
    }
    return given === 0 ? 'idle' : 'done';
  }

  private async giveOn(
    snapshot: ConfigurationSnapshot,
    { day, begin, end }: { readonly day: number; readonly begin: number; readonly end: number },
    atOnce: number,
  ): Promise<number> {
    const networkId = snapshot.profile.id;
    const { year, birthdays } = birthdaysOn(day);
    let given = 0;
    for (let after = FIRST_ID; ;) {
      const guests = await this.database.inNetwork(networkId, async (tx) =>
        (await mayTouchGuests(tx, networkId))
          ? listBirthdayGuests(tx, networkId, birthdays, { begin, end }, after, atOnce)
          : [],
      );
      const claims = new Map(guests.map((id) => [id, claimDigest('ACTIVITY', 'birthday', id, String(year))] as const));
      const held = await this.database.inNetwork(networkId, (tx) =>
        listHeldClaims(tx, networkId, [...claims.values()]),
      );
      const open = [...claims].filter(([, digest]) => !held.has(digest));
      const awards = open.map(([guestId, digest]) =>
        systemActOf(networkId, guestId, BIRTHDAY, { occurredAt: begin, claims: [{ kind: 'ACTIVITY', digest }] }),
      );
      await Promise.all(awards.map((award) => this.till.submit(award)));
      given += open.length;
      const last = guests.at(-1);
      if (last === undefined || guests.length < atOnce) return given;
      after = last;
    }
  }
}

/**
 * Lists guests with these birthdays, by id: at most `limit` guests after the id `after`. They registered before the day ended, their birthday counted when
 * the day began, and they are neither blocked nor erased. An index on the birthday serves this list.
 */
async function listBirthdayGuests(
  tx: Tx,
  networkId: string,
  birthdays: readonly number[],
  { begin, end }: { readonly begin: number; readonly end: number },
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ guestId: string }>`SELECT s.guest_id FROM guest_states s
      WHERE s.network_id = ${networkId} AND s.birthday = ANY (${birthdays}::smallint[]) AND NOT s.blocked AND s.guest_id > ${after}
        AND coalesce(s.birthday_from <= to_timestamp(${begin}::double precision / 1000), true)
        AND EXISTS (SELECT 1 FROM guests g WHERE g.network_id = s.network_id AND g.id = s.guest_id
                      AND g.created_at < to_timestamp(${end}::double precision / 1000) AND g.erased_at IS NULL)
      ORDER BY s.guest_id LIMIT ${limit}`;
  return rows.map(({ guestId }) => guestId);
}

/** Which of these claims are taken already. */
async function listHeldClaims(tx: Tx, networkId: string, digests: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ digest: string }>`SELECT c.digest FROM unnest(${digests}::uuid[]) d(digest)
      CROSS JOIN LATERAL (SELECT c.digest FROM claims c WHERE c.network_id = ${networkId} AND c.digest = d.digest) c`;
  return new Set(rows.map((row) => row.digest));
}
