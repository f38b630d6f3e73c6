import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile } from '../../../configuration';
import { calendarOf, dayOfIsoDate, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Principal, restaurantsOf, requirePermission, UseCase } from '../../../security';
import { FiguresRelay } from '../../jobs/figures-relay';
import { listDates } from '../catalogue/dates';
import { addUp } from '../catalogue/figure';
import { isPastCounted } from '../catalogue/past-counted.sql';
import { previousOf, type DateSpan, weekdayOf, yearBefore } from '../catalogue/spans.rules';
import { meaningOf, saidOf } from './letter-words';
import type { Letter, LetterQueryDto } from './letter.dto';
import { changesOf, isByReceipts } from './letter.rules';
import { Command } from '@nestjs/cqrs';
import { LetterLinks } from './letter-links';
import { Handles } from '../../../platform/http/handlers-of';

const DAYS_A_WEEK = 7;

/** A person asks for the weekly letter, or for no more of them. */
export class WishLetter extends UseCase<void, { isWanted: boolean }> {}

/** A person ends the weekly letter by the link in it. A repeated call changes nothing. */
export class EndLetter extends Command<void> {
  constructor(readonly token: string) {
    super();
  }
}

/** The figures of a week as a person reads them. */
@Injectable()
export class Letters {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly relay: FiguresRelay,
    private readonly clock: Clock,
    private readonly links: LetterLinks,
  ) {}

  /** @throws ProblemError `forbidden` for a caller who is no employee of the network, or may not read figures */
  @Handles(WishLetter)
  async wishLetter({ context: { networkId, principal }, input: { isWanted } }: WishLetter): Promise<void> {
    requirePermission(principal, 'reports.read');
    if (principal.kind !== 'user' || principal.onBehalf) throw new ProblemError('forbidden');
    const lastWeek = isoDateOf(this.lastWeekOf(await this.networks.getProfile(networkId)));
    await this.database.inNetwork(networkId, (tx) =>
      isWanted ? insertReader(tx, networkId, principal.id, lastWeek) : deleteReader(tx, networkId, principal.id),
    );
  }

  /** Whether a person gets the weekly letter. */
  async isReader(networkId: string, userId: string): Promise<boolean> {
    const reads = this.database.readsOf(networkId);
    const row = await reads.maybe`SELECT FROM letter_readers WHERE network_id = ${networkId} AND user_id = ${userId}`;
    return row !== undefined;
  }

  /** @throws ProblemError `not_found` */
  @Handles(EndLetter)
  endLetter({ token }: EndLetter): Promise<void> {
    const { networkId, userId } = this.links.read(token);
    return this.database.inNetwork(networkId, (tx) => deleteReader(tx, networkId, userId));
  }

  /** @throws ProblemError `invalid_query` for a week that is not over */
  async letterOf(
    principal: Principal,
    { week }: LetterQueryDto,
    language: Language,
  ): Promise<Omit<Letter, 'isWanted'>> {
    const networkId = networkOf(principal);
    const network = await this.networks.getProfile(networkId);
    const last = this.lastWeekOf(network);
    const monday = week === undefined ? last : mondayOf(dayOfIsoDate(week));
    if (monday > last) throw new ProblemError('invalid_query', {}, [{ path: 'week', code: 'not_valid', message: '' }]);
    return { ...(await this.read(network, monday, restaurantsOf(principal), language)), lastWeek: isoDateOf(last) };
  }

  /** The Monday, as a local day, of the last week whose business dates are over. */
  lastWeekOf({ timeZone, settings }: NetworkProfile): number {
    return mondayOf(calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime())) - DAYS_A_WEEK;
  }

  /** The figures of the week from `monday`, for some restaurants or (null) the network. */
  async read(
    { id, currency, currencyDigits }: NetworkProfile,
    monday: number,
    restaurants: readonly string[] | null,
    language: Language,
  ): Promise<Omit<Letter, 'isWanted' | 'lastWeek'>> {
    const span: DateSpan = { from: isoDateOf(monday), to: isoDateOf(monday + DAYS_A_WEEK - 1) };
    const [previous, yearAgo] = [previousOf(span), yearBefore(span)];
    await this.relay.catchUp(id);
    return this.database.reportOf(id, async (tx) => {
      const sumsIn = async (of: DateSpan) => addUp(await listDates(tx, id, of, restaurants));
      const weeks = { now: await sumsIn(span), before: await sumsIn(previous), yearAgo: await sumsIn(yearAgo) };
      const style = { currency, digits: currencyDigits, language };
      return {
        currency,
        ...span,
        comparedFrom: previous.from,
        yearAgoFrom: yearAgo.from,
        isCounted: await isPastCounted(tx, id),
        items: changesOf(weeks).map(({ line, ...change }) => ({
          ...change,
          said: saidOf({ line, ...change }, style),
          meaning: change.isNotable ? meaningOf({ line, ...change }, isByReceipts(weeks), language) : null,
          path: `/admin/analytics${line.letter.tab}?from=${span.from}&to=${span.to}`,
        })),
      };
    });
  }
}

function mondayOf(day: number): number {
  return day - weekdayOf(day) + 1;
}

/** Adds a reader from the week after `lastWeek` on. A repeated call changes nothing. */
async function insertReader(tx: Tx, networkId: string, userId: string, lastWeek: string): Promise<void> {
  await tx.query`
    INSERT INTO letter_readers (network_id, user_id, last_week) VALUES (${networkId}, ${userId}, ${lastWeek})
     ON CONFLICT DO NOTHING`;
}

async function deleteReader(tx: Tx, networkId: string, userId: string): Promise<void> {
  await tx.query`DELETE FROM letter_readers WHERE network_id = ${networkId} AND user_id = ${userId}`;
}
