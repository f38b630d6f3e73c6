import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../platform/http/as-answer';
import { type NetworkProfile, Networks, networkStateOf } from '../../configuration';
import { Homes } from '../../platform/homes/homes';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { Health } from '../../platform/health/health';
import { lowestIdAt } from '../../platform/ids/ids';
import { connectionHealth, sumNetworks } from './network-health.rules';
import { listConnectionHealth, listDays, readHealth } from './network-health.sql';
import * as dto from './platform.dto';

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;
const DAYS_SHOWN = 30;
/** Networks read at once, so that tills keep most of the connections. */
const AT_ONCE = 4;
/** More networks than an installation is made for. */
const MOST_NETWORKS = 10_000;
/** How long figures of the whole installation are reused. */
const COUNTED_FOR_MS = 30_000;

/** The networks of the installation with the figures that tell its owner whether they work. */
@Injectable()
export class NetworkHealth {
  private counted: { readonly atMs: number; readonly summary: Promise<dto.PlatformSummary> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly health: Health,
    private readonly clock: Clock,
    private readonly homes: Homes,
  ) {}

  /** Every network but sandboxes after this id, in the order in which they were opened. */
  async list(after: string | undefined, limit: number): Promise<dto.PlatformNetworkAnswer[]> {
    return this.readAll(await this.networks.listRealProfiles(after, limit));
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string): Promise<dto.PlatformNetworkDetails> {
    const profile = await this.networks.getProfile(networkId);
    const last = this.businessDayOf(profile);
    const dates = Array.from({ length: DAYS_SHOWN }, (_, n) => isoDateOf(last - DAYS_SHOWN + 1 + n));
    const rows = await this.database.inNetwork(networkId, (tx) =>
      listDays(tx, networkId, isoDateOf(last - DAYS_SHOWN + 1), isoDateOf(last)),
    );
    const byDate = new Map(rows.map((row) => [row.businessDate, row]));
    const nothing = { sales: 0, payable: 0, newGuests: 0 };
    return {
      ...(await this.read(profile)),
      days: dates.map((businessDate) => byDate.get(businessDate) ?? { businessDate, ...nothing }),
    };
  }

  /** Figures of the installation, or of the one network for which an owner acts; at most half a minute old. */
  async summary(networkId: string | null): Promise<dto.PlatformSummary> {
    if (networkId !== null) return this.count([await this.networks.getProfile(networkId)]);
    const nowMs = this.clock.now().getTime();
    if (this.counted === undefined || nowMs - this.counted.atMs >= COUNTED_FOR_MS) {
      const summary = this.networks
        .listRealProfiles(undefined, MOST_NETWORKS)
        .then((profiles) => this.count(profiles.filter(({ id }) => this.homes.elsewhere(id) === undefined)));
      this.counted = { atMs: nowMs, summary };
      summary.catch(() => {
        this.counted = undefined;
      });
    }
    return this.counted.summary;
  }

  private async count(profiles: readonly NetworkProfile[]): Promise<dto.PlatformSummary> {
    const [networks, readiness] = await Promise.all([this.readAll(profiles), this.health.readiness()]);
    return {
      ...sumNetworks(networks),
      status: readiness.status,
      checks: Object.fromEntries(Object.entries(readiness.checks).map(([name, { status }]) => [name, status])),
      countedAt: this.clock.now().toISOString(),
    };
  }

  private async readAll(profiles: readonly NetworkProfile[]): Promise<dto.PlatformNetworkAnswer[]> {
    const answers: dto.PlatformNetworkAnswer[] = [];
    for (let at = 0; at < profiles.length; at += AT_ONCE)
      answers.push(...(await Promise.all(profiles.slice(at, at + AT_ONCE).map((profile) => this.read(profile)))));
    return answers;
  }

  private async read(profile: NetworkProfile): Promise<dto.PlatformNetworkAnswer> {
    const { id, signedUpAt } = profile;
    const day = this.businessDayOf(profile);
    const span = {
      today: isoDateOf(day),
      firstOfWeek: isoDateOf(day - DAYS_A_WEEK + 1),
      firstOfWholeWeek: isoDateOf(day - DAYS_A_WEEK),
      firstOfWeekBefore: isoDateOf(day - 2 * DAYS_A_WEEK),
      refusedFrom: lowestIdAt(this.clock.now().getTime() - DAYS_A_WEEK * DAY_MS),
    };
    const { figures, rows } = await this.database.inNetwork(id, async (tx) => ({
      figures: await readHealth(tx, id, span),
      rows: await listConnectionHealth(tx, id),
    }));
    const connections = rows.map(connectionHealth);
    const moments = connections.flatMap(({ kind, lastSuccessAt }) => (kind === 'WEBHOOK' ? [] : (lastSuccessAt ?? [])));
    return asAnswer(dto.platformNetworkSchema, {
      ...profile,
      state: networkStateOf(profile),
      signedUp: signedUpAt !== null,
      health: {
        ...figures,
        lastEventAt: moments.sort().at(-1) ?? null,
        connectionsFailing: connections.filter(({ state }) => state === 'FAILING').length,
        connections,
      },
    });
  }

  private businessDayOf({ timeZone, settings }: NetworkProfile): number {
    return calendarOf(timeZone, settings.dayStart).businessDay(this.clock.now().getTime());
  }
}
