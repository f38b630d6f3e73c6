import { compareCampaigns, compileCampaign, type CompiledCampaign } from '../../decision';
import type { CampaignStateRow } from '../revisions/snapshot.sql';

const MINUTE_MS = 60_000;
/** The largest difference between local time and UTC. */
const FARTHEST_ZONE_MS = 15 * 60 * MINUTE_MS;
/** The most instants whose campaigns a process caches; late acts ask for others than the present one. */
const MOST_REMEMBERED = 100;

/** A network's campaigns over time: the campaigns that may run at an instant, in the order of deciding. */
export class CampaignHistory {
  /** The instants at which the set of campaigns may change, ascending. */
  private readonly changes: readonly number[];
  private readonly compiled = new Map<CampaignStateRow, CompiledCampaign>();
  private readonly remembered = new Map<number, readonly CompiledCampaign[]>();

  /** @param states the states of all campaigns, in order for each campaign */
  constructor(readonly states: readonly CampaignStateRow[]) {
    const changes = new Set(states.map(({ effectiveFrom }) => effectiveFrom.getTime()));
    for (const row of states) {
      const end = row.document === null ? Infinity : this.endOf(row);
      if (end !== Infinity) changes.add(end);
    }
    this.changes = [...changes].sort((a, b) => a - b);
  }

  /** The campaigns for an act. With a clock that is ahead, an act may name an instant whose campaigns its decision did not know. */
  of({
    occurredAt,
    recordedAt,
  }: {
    readonly occurredAt: number;
    readonly recordedAt: number;
  }): readonly CompiledCampaign[] {
    return this.at(Math.min(occurredAt, recordedAt));
  }

  /** Whether the schedule of one of them includes the instant is checked for each act. */
  at(instant: number): readonly CompiledCampaign[] {
    const era = this.eraOf(instant);
    const known = this.remembered.get(era);
    if (known !== undefined) return known;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const found = this.runningIn(this.changes[era - 1] ?? -Infinity);
    this.remembered.set(era, found);
    return found;
  }

  /** The campaigns that run between two instants or may begin there, in order, each in its newest known version. */
  between(from: number, until: number): readonly CompiledCampaign[] {
    return this.newestOf(this.states)
      .filter((row) => row.document !== null && this.endOf(row) > from && this.startOf(row) <= until)
      .map((row) => this.compile(row))
      .sort(compareCampaigns);
  }

  private runningIn(from: number): readonly CompiledCampaign[] {
    return this.newestOf(this.states.filter(({ effectiveFrom }) => effectiveFrom.getTime() <= from))
      .filter((row) => row.document !== null && this.endOf(row) > from)
      .map((row) => this.compile(row))
      .sort(compareCampaigns);
  }

  private newestOf(states: readonly CampaignStateRow[]): readonly CampaignStateRow[] {
    return [...new Map(states.map((row) => [row.code, row])).values()];
  }

  /** How many of the changes are at or before the instant. */
  private eraOf(instant: number): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.changes[middle] ?? Infinity) <= instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** An instant at which the campaign is over in every time zone. */
  private endOf(row: CampaignStateRow): number {
    return this.compile(row).schedule.to * MINUTE_MS + FARTHEST_ZONE_MS;
  }

  /** An instant before which the campaign has not begun in any time zone. */
  private startOf(row: CampaignStateRow): number {
    return this.compile(row).schedule.from * MINUTE_MS - FARTHEST_ZONE_MS;
  }

  private compile(row: CampaignStateRow): CompiledCampaign {
    const known = this.compiled.get(row);
    if (known !== undefined) return known;
    if (row.document === null) throw new Error(`the campaign ${row.code} does not run`);
    const campaign = compileCampaign(row.code, row.version, row.document);
    this.compiled.set(row, campaign);
    return campaign;
  }
}
