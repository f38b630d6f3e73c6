import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../platform/http/as-answer';
import { type ConfigurationSnapshot, Looks, Snapshots } from '../../configuration';
import { drawOf, isInHoldout } from '../../configuration/pure';
import { payoutsOfKind } from '../../decision';
import { Database, type Statements } from '../../platform/database/database';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { uuid } from '../../platform/http/schemas';
import type { Language } from '../../platform/language/language';
import { nameIn, spokenIn } from '../../platform/language/spoken';
import { ProblemError, found } from '../../platform/problems/problem';
import { Pii } from '../../security';
import { listMergedGuests } from '../../transactions';
import { listCampaignsOfBadges } from '../campaigns/guest-campaigns.sql';
import * as dto from './wheel.dto';
import { type EpochRow, type ShownDraw, findEpoch, findPlayer, EPOCH, shownDraws } from './wheel.sql';
import type { Odds } from './wheel-draw.rules';
import { oddsOf, prizeAt } from './wheel-odds';
import { listSources, type SpinSource, type SourcesOf } from './wheel-sources';
import { sql, when } from '../../platform/database/sql';

interface DrawCount {
  readonly epochId: string;
  readonly drawn: number;
  readonly given: number;
  readonly draws: number;
  /** Points given, without those taken back. */
  readonly cost: number;
}

const DRAWS_SHOWN = 50;
const DAY_MS = 86_400_000;
const LIST = 'wheel epochs';

/** The wheel as staff, its guests and anybody see it. */
@Injectable()
export class Wheels {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly looks: Looks,
    private readonly pii: Pii,
    private readonly clock: Clock,
  ) {}

  async showToStaff(networkId: string): Promise<dto.WheelAnswer> {
    return this.database.reportOf(networkId, async (tx) => {
      const epoch = await findOpenEpoch(tx, networkId);
      return { epoch: epoch === undefined || epoch.isPast ? null : await this.withFigures(tx, networkId, epoch) };
    });
  }

  list(networkId: string, { limit, cursor }: dto.WheelListQuery): Promise<dto.WheelEpochPage> {
    const before = cursor === undefined ? null : decodeCursor(LIST, cursor, uuid);
    return this.database.reportOf(networkId, async (tx) => {
      const page = pageFrom(LIST, await listEpochs(tx, networkId, before, limit + 1), limit, ({ id }) => id);
      return { ...page, items: await this.allWithFigures(tx, networkId, page.items) };
    });
  }

  /** @throws ProblemError `not_found` */
  get(networkId: string, id: string): Promise<dto.WheelEpochAnswer> {
    return this.database.reportOf(networkId, async (tx) => {
      const epoch = found(await findEpoch(tx, networkId, id));
      return this.withFigures(tx, networkId, epoch);
    });
  }

  /** @throws ProblemError `not_found` */
  async showToAnybody(network: string, id: string): Promise<dto.PublicWheelEpoch> {
    const { id: networkId } = await this.looks.openNetwork(network);
    const epoch = found(await findEpoch(this.database.readsOf(networkId), networkId, id));
    return this.publicEpoch(networkId, epoch);
  }

  /** @throws ProblemError `guest_not_found` */
  async showToGuest(networkId: string, guestId: string, language: Language): Promise<dto.OwnWheel> {
    const snapshot = await this.snapshots.current(networkId);
    const tx = this.database.readsOf(networkId);
    if ((await findPlayer(tx, networkId, guestId)) === undefined) throw new ProblemError('guest_not_found');
    const guestIds = await listMergedGuests(tx, networkId, guestId);
    const epoch = await this.findEpochFor(tx, snapshot, guestId);
    // The newest first, of guests who are one person.
    const draws = await tx.query<ShownDraw>`
      ${shownDraws(networkId)} AND d.guest_id = ANY (${guestIds}::uuid[]) ORDER BY d.id DESC LIMIT ${DRAWS_SHOWN}`;
    return {
      epoch: epoch === undefined ? null : this.publicEpoch(networkId, epoch),
      spins: epoch === undefined ? [] : await this.listSpins(tx, snapshot, epoch, guestIds, language),
      draws: draws.map(drawAnswer),
    };
  }

  /** The epoch in which a guest can draw; undefined: none runs, or the network gives the guest nothing. */
  async findEpochFor(
    tx: Statements,
    { profile: { id: networkId, settings } }: ConfigurationSnapshot,
    guestId: string,
  ): Promise<EpochRow | undefined> {
    if (isInHoldout(drawOf(guestId), networkId, settings.campaignHoldoutPpm)) return undefined;
    const epoch = await findOpenEpoch(tx, networkId);
    return epoch?.isPast === true ? undefined : epoch;
  }

  /** The terms by which a person has spins of an epoch now. */
  sourcesOf(
    { profile: { id: networkId, timeZone, settings } }: ConfigurationSnapshot,
    { spinsSince, odds }: Pick<EpochRow, 'spinsSince'> & { readonly odds: Odds },
    guestIds: readonly string[],
  ): SourcesOf {
    const earliest = this.clock.now().getTime() - odds.useDays * DAY_MS;
    const since = new Date(Math.max(spinsSince.getTime(), earliest));
    const calendar = calendarOf(timeZone, settings.dayStart);
    const startOfDay = (day: number) => calendar.startOfDay(day);
    return { networkId, guestIds, since, leastSale: odds.leastSale, startOfDay };
  }

  async withFigures(tx: Statements, networkId: string, epoch: EpochRow): Promise<dto.WheelEpochAnswer> {
    const [answer] = await this.allWithFigures(tx, networkId, [epoch]);
    if (answer === undefined) throw new Error('figures of an epoch are missing');
    return answer;
  }

  private async allWithFigures(
    tx: Statements,
    networkId: string,
    epochs: readonly EpochRow[],
  ): Promise<dto.WheelEpochAnswer[]> {
    const ids = epochs.map(({ id }) => id);
    // Draws of epochs by the prizes that were drawn and given.
    const counts = await tx.query<DrawCount>`
      SELECT epoch_id, drawn, given, count(*)::integer AS draws,
            sum(points - coalesce(returned_points, 0))::bigint AS cost
       FROM wheel_draws WHERE network_id = ${networkId} AND epoch_id = ANY (${ids}::uuid[]) GROUP BY epoch_id, drawn, given`;
    const stocks = await tx.query<{ epochId: string; prize: number; left: number }>`
      SELECT epoch_id, prize, stock - given AS left FROM wheel_stocks
       WHERE network_id = ${networkId} AND epoch_id = ANY (${ids}::uuid[])`;
    return epochs.map((epoch) => {
      const own = counts.filter(({ epochId }) => epochId === epoch.id);
      const shown = this.publicEpoch(networkId, epoch);
      return {
        ...shown,
        openedBy: epoch.openedBy,
        draws: sumOf(own, ({ draws }) => draws),
        cost: sumOf(own, ({ cost }) => cost),
        prizes: shown.prizes.map((prize) => {
          const given = own.filter((count) => count.given === prize.number);
          const stock = stocks.find((one) => one.epochId === epoch.id && one.prize === prize.number);
          return {
            ...prize,
            drawn: sumOf(own, (count) => (count.drawn === prize.number ? count.draws : 0)),
            given: sumOf(given, ({ draws }) => draws),
            stockLeft: stock?.left ?? null,
            cost: sumOf(given, ({ cost }) => cost),
          };
        }),
      };
    });
  }

  private publicEpoch(networkId: string, epoch: EpochRow): dto.PublicWheelEpoch {
    const { endsAt, endedAt, isPast } = epoch;
    return asAnswer(dto.publicWheelEpochSchema, {
      ...oddsOf(epoch),
      ...epoch,
      state: endedAt === null && !isPast ? 'RUNNING' : 'ENDED',
      endedAt: endedAt ?? (isPast ? endsAt : null),
      // Draws that began before the end may still commit until the epoch is marked as ended.
      seed: endedAt === null ? null : this.pii.decrypt(networkId, 'secret', epoch.seedEncrypted),
    });
  }

  private async listSpins(
    tx: Statements,
    snapshot: ConfigurationSnapshot,
    epoch: EpochRow,
    guestIds: readonly string[],
    language: Language,
  ): Promise<dto.WheelSpin[]> {
    const odds = oddsOf(epoch);
    const sources = await listSources(tx, this.sourcesOf(snapshot, { ...epoch, odds }, guestIds));
    const names = await this.namesOfBadges(tx, snapshot, sources, language);
    return sources
      .map((source) => ({
        sourceKind: source.sourceKind,
        sourceId: source.sourceId,
        earnedAt: source.earnedAt.toISOString(),
        useBefore: new Date(source.agesFrom.getTime() + odds.useDays * DAY_MS).toISOString(),
        amount: source.sale?.amount ?? null,
        restaurant: source.sale?.restaurant ? nameIn(source.sale.restaurant, language) : null,
        badge: source.badge === null ? null : (names.get(source.badge.campaign) ?? null),
      }))
      .sort((one, other) => Date.parse(one.useBefore) - Date.parse(other.useBefore));
  }

  /** By the code of the campaign. */
  private async namesOfBadges(
    tx: Statements,
    { profile }: ConfigurationSnapshot,
    sources: readonly SpinSource[],
    language: Language,
  ): Promise<ReadonlyMap<string, string | null>> {
    const badges = sources.flatMap(({ badge }) => badge ?? []);
    if (badges.length === 0) return new Map();
    const campaigns = await listCampaignsOfBadges(tx, profile.id, badges);
    return new Map(
      campaigns.map(({ code, document }) => {
        const [payout] = payoutsOfKind(document.challenge?.payouts ?? [], 'badge');
        return [code, payout === undefined ? null : spokenIn(payout.badge.name, language, profile.locale)];
      }),
    );
  }
}

export function drawAnswer(draw: ShownDraw): dto.WheelDrawAnswer {
  const odds = oddsOf(draw);
  const given = prizeAt(odds, draw.given);
  return asAnswer(dto.wheelDrawSchema, {
    ...draw,
    drawn: prizeAt(odds, draw.drawn),
    given,
    pointsTakenBack: draw.returnedPoints,
    redemptionId: given.kind === 'REWARD' ? draw.actId : null,
  });
}

function sumOf<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}

/** The epoch that was not ended yet; its end may have come. */
function findOpenEpoch(tx: Statements, networkId: string): Promise<EpochRow | undefined> {
  return tx.maybe<EpochRow>`
    SELECT ${EPOCH} FROM wheel_epochs e WHERE e.network_id = ${networkId} AND e.ended_at IS NULL`;
}

/** The newest first. @param before only epochs before this one; null: from the newest */
function listEpochs(tx: Statements, networkId: string, before: string | null, limit: number): Promise<EpochRow[]> {
  return tx.query<EpochRow>`SELECT ${EPOCH} FROM wheel_epochs e WHERE e.network_id = ${networkId}
      ${when(before !== null, sql`AND e.id < ${before}`)} ORDER BY e.id DESC LIMIT ${limit}`;
}
