import { compareCampaigns, compileCampaign, type CompiledCampaign } from '../../decision';
import type { CampaignStateRow } from '../revisions/snapshot.sql';

const MINUTE_MS = 60_000;
/** Local time is never further than this from that of UTC. */
const FARTHEST_ZONE_MS = 15 * 60 * MINUTE_MS;
/** Times whose campaigns a process remembers at once; late acts name others than now. */
const MOST_REMEMBERED = 100;

/** The campaigns of a network over time: which ones may run at an instant, in the order in which they are decided. */
export class CampaignHistory {
  /** Instants at which the answer may become another, in rising order. */
  private readonly changes: readonly number[];
  private readonly compiled = new Map<CampaignStateRow, CompiledCampaign>();
  private readonly remembered = new Map<number, readonly CompiledCampaign[]>();

  /** @param states of each campaign in their order */
  constructor(readonly states: readonly CampaignStateRow[]) {
    const changes = new Set(states.map(({ effective_from }) => effective_from.getTime()));
    for (const row of states) {
      const end = row.document === null ? Infinity : this.endOf(row);
      if (end !== Infinity) changes.add(end);
    }
    this.changes = [...changes].sort((a, b) => a - b);
  }

  /** Those of an act. A clock that is fast names an instant of which its decision knew no campaign yet. */
  of({
    occurredAt,
    recordedAt,
  }: {
    readonly occurredAt: number;
    readonly recordedAt: number;
  }): readonly CompiledCampaign[] {
    return this.at(Math.min(occurredAt, recordedAt));
  }

  /** Whether one of them has a part in its schedule is a matter of the act. */
  at(instant: number): readonly CompiledCampaign[] {
    const era = this.eraOf(instant);
    const known = this.remembered.get(era);
    if (known !== undefined) return known;
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const found = this.runningIn(this.changes[era - 1] ?? -Infinity);
    this.remembered.set(era, found);
    return found;
  }

  /**
   * Those that run between two instants or may begin there, in their order, each in the newest version that is known.
   */
  between(from: number, until: number): readonly CompiledCampaign[] {
    return this.newestOf(this.states)
      .filter((row) => row.document !== null && this.endOf(row) > from && this.startOf(row) <= until)
      .map((row) => this.compile(row))
      .sort(compareCampaigns);
  }

  private runningIn(from: number): readonly CompiledCampaign[] {
    return this.newestOf(this.states.filter(({ effective_from }) => effective_from.getTime() <= from))
      .filter((row) => row.document !== null && this.endOf(row) > from)
      .map((row) => this.compile(row))
      .sort(compareCampaigns);
  }

  private newestOf(states: readonly CampaignStateRow[]): readonly CampaignStateRow[] {
    return [...new Map(states.map((row) => [row.code, row])).values()];
  }

  /** How many of the changes are not after the instant. */
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

  /** An instant at which it is over in every zone. */
  private endOf(row: CampaignStateRow): number {
    return this.compile(row).schedule.to * MINUTE_MS + FARTHEST_ZONE_MS;
  }

  /** An instant before which it has begun in no zone. */
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
