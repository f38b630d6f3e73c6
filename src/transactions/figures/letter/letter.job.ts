import { Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import type { Statements, Tx } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import { pageAddress } from '../../../platform/http/page-address';
import { MessageProviders, Messages, Pii } from '../../../security';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Job, NetworkJob } from '../../jobs/network-job';
import { type StaffReader, readerColumns, readerJoins, READS_FIGURES } from '../reports/staff-readers.sql';
import { LetterLinks } from './letter-links';
import { letterTextOf } from './letter-words';
import { Letters } from './letters';

const READERS_A_PIECE = 20;
const DAYS_A_WEEK = 7;
/** The local time on Monday from which the letter is sent. */
const FROM_TIME = '08:00';
/** A later letter would be no news any more; the next one tells more. */
const LATE_UP_TO_MS = 2 * 24 * 3_600_000;

/**
 * Sends the letter about the last week on Monday morning. The transaction that writes the message also notes the week
 * with the reader, so the job may be killed anywhere and run in several processes.
 */
@Job('weekly-letter', { everyMs: 60_000, isHourly: true, failure: 'sending the weekly letter failed' })
export class LetterJob extends NetworkJob {
  constructor(
    private readonly networks: Networks,
    private readonly clock: Clock,
    private readonly letters: Letters,
    private readonly links: LetterLinks,
    private readonly messages: Messages,
    private readonly providers: MessageProviders,
    private readonly pii: Pii,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const network = await this.networks.getProfile(networkId);
    const monday = this.letters.lastWeekOf(network);
    if (!this.isTime(network, monday) || !this.providers.takes('EMAIL')) return 'idle';
    const readers = await listDueReaders(
      this.database.readsOf(networkId),
      networkId,
      isoDateOf(monday),
      READERS_A_PIECE,
    );
    for (const reader of readers) await this.send(network, monday, reader);
    if (readers.length === 0) return 'idle';
    return readers.length === READERS_A_PIECE ? 'more' : 'done';
  }

  private isTime({ timeZone, settings }: NetworkProfile, monday: number): boolean {
    const now = this.clock.now().getTime();
    const from = calendarOf(timeZone, settings.dayStart).instantOf(`${isoDateOf(monday + DAYS_A_WEEK)}T${FROM_TIME}`);
    return now >= from && now < from + LATE_UP_TO_MS;
  }

  private async send(network: NetworkProfile, monday: number, reader: StaffReader): Promise<void> {
    const { id: networkId, name, currency, currencyDigits } = network;
    const { userId, language, restaurantIds } = reader;
    const { from, to, items } = await this.letters.read(network, monday, restaurantIds, language);
    const letter = letterTextOf(
      {
        network: name,
        from,
        to,
        items,
        addressOf: pageAddress,
        page: pageAddress(`/admin/analytics/letter?week=${from}`),
        ending: this.links.addressOf(networkId, userId),
      },
      { currency, digits: currencyDigits, language },
    );
    await this.database.inNetwork(networkId, async (tx) => {
      if (!(await noteWeek(tx, networkId, userId, from))) return;
      if (!items.some(({ isNotable }) => isNotable)) return;
      await this.messages.append(tx, networkId, {
        guestId: null,
        channel: 'EMAIL',
        secret: false,
        purpose: 'SERVICE',
        ...letter,
        recipient: this.pii.decrypt(networkId, 'email', reader.emailEncrypted),
      });
    });
  }
}

/** Readers without this week's letter who may still read figures and still want letters; at most `limit`. */
function listDueReaders(tx: Statements, networkId: string, week: string, limit: number): Promise<StaffReader[]> {
  return tx.query<StaffReader>`
    SELECT ${readerColumns(networkId)} FROM letter_readers l ${readerJoins(sql`l`)}
    WHERE l.network_id = ${networkId} AND l.last_week < ${week}::date AND ${READS_FIGURES}
    ORDER BY u.id LIMIT ${limit}`;
}

/** Notes that the reader has this week's letter. False: another process was first, or the reader wants no more letters. */
async function noteWeek(tx: Tx, networkId: string, userId: string, week: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`
    UPDATE letter_readers SET last_week = ${week} WHERE network_id = ${networkId} AND user_id = ${userId}
     AND last_week < ${week}::date RETURNING user_id`;
  return row !== undefined;
}
