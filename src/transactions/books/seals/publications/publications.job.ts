import { Networks } from '../../../../configuration';
import { settings } from '../../../../platform/settings/settings';
import { sealKeys } from '../../../../security';
import type { PieceOutcome } from '../../../jobs/network-turns';
import { Job, NetworkJob } from '../../../jobs/network-job';
import { PublishedHeads } from '../published-heads';
import type { Seal } from '../seal-head.rules';
import { SealKeys } from '../seal-keys';
import { findSeal } from '../seals.sql';
import type { PublicationPlace } from './place';
import { PublicationPlaces } from './places';
import { publishedLineOf } from './published-line.rules';
import { PublicationMetrics } from './publication-metrics';
import { listLate, noteNewest, notePublished, PUBLICATIONS } from './publications.sql';

interface Work {
  readonly place: PublicationPlace;
  readonly seal: Seal;
  readonly attempts: number;
}

/** Publishes the newest seal of each network at the places in the settings, and retries where a place fails. */
@Job('seal-publications', {
  everyMs: 60_000,
  idleUpToMs: 10 * 60_000,
  isLong: true,
  failure: 'publishing a seal failed',
})
export class PublicationsJob extends NetworkJob {
  private readonly keys = new SealKeys(sealKeys);
  private readonly heads = new PublishedHeads(settings.sealDirectory);

  constructor(
    private readonly networks: Networks,
    private readonly places: PublicationPlaces,
    private readonly metrics: PublicationMetrics,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const places = this.places.list();
    if (places.length === 0 || (await this.networks.getProfile(networkId)).sandboxOf !== null) return 'idle';
    const names = places.map(({ name }) => name);
    const work = await this.database.inNetwork(networkId, async (tx) => {
      await noteNewest(tx, networkId, names);
      const claimed: Work[] = [];
      for (const place of places) {
        const [row] = await PUBLICATIONS.claim(tx, networkId, 1, place.name);
        const seal = row && (await findSeal(tx, networkId, row.number));
        if (row !== undefined && seal !== undefined) claimed.push({ place, seal, attempts: row.attempts });
      }
      return claimed;
    });
    await Promise.all(work.map((publication) => this.publish(networkId, publication)));
    this.metrics.seen(networkId, await listLate(this.database.readsOf(networkId), networkId, names));
    return work.length === 0 ? 'idle' : 'done';
  }

  /** Publishes at one place, so that a place that does not answer delays no other. */
  private async publish(networkId: string, { place, seal, attempts }: Work): Promise<void> {
    const { name } = place;
    const { number } = seal;
    try {
      const carried = await this.heads.listCarriedKeys(networkId);
      const receipt = await place.publish(seal, publishedLineOf(seal, this.keys, carried));
      await this.database.inNetwork(networkId, (tx) => notePublished(tx, networkId, { place: name, number, receipt }));
    } catch (error) {
      this.note(networkId, error);
      const failed = { reason: reasonOf(error), afterSeconds: PUBLICATIONS.retryAfter({ attempts }) };
      const key = [name, String(number)];
      await this.database.inNetwork(networkId, (tx) => PUBLICATIONS.postpone(tx, networkId, key, failed));
    }
  }
}

/** The error's message with that of its cause, which `fetch` hides. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message;
}
