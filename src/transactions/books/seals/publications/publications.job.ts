import { Networks } from '../../../../configuration';
import type { Tx } from '../../../../platform/database/database';
import { Outbox } from '../../../../platform/outbox/outbox';
import { settings } from '../../../../platform/settings/settings';
import { sealKeys } from '../../../../security';
import type { PieceOutcome } from '../../../jobs/network-turns';
import { Job, NetworkJob } from '../../../jobs/network-job';
import { PublishedHeads } from '../published-heads';
import type { Seal } from '../seal-head.rules';
import { SealKeys } from '../seal-keys';
import type { PlaceName } from '../place-names';
import { findSeal } from '../seals.sql';
import type { PublicationPlace } from './place';
import { PublicationPlaces } from './places';
import { publishedLineOf } from './published-line.rules';
import { type LatePublication, PublicationMetrics } from './publication-metrics';

/** After this time, a process that publishes a seal has finished or died. */
const LEASE_SECONDS = 120;

/** Seals that wait to be published, by place. */
const PUBLICATIONS = new Outbox<{ readonly number: number; readonly attempts: number }>({
  table: 'seal_publications',
  key: ['place', 'number'],
  columns: 'number, attempts',
  waits: 'published_at IS NULL',
  reason: 'failure',
  lease: { column: 'due_at', seconds: LEASE_SECONDS },
  retries: { first: 60, last: 3_600 },
});

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
    // Seals that still wait after an attempt to publish them.
    const late = await this.database.readsOf(networkId).query<LatePublication>`
      SELECT place, made_at FROM seal_publications
       WHERE network_id = ${networkId} AND place = ANY (${names}) AND published_at IS NULL AND failure IS NOT NULL`;
    this.metrics.seen(networkId, late);
    return work.length === 0 ? 'idle' : 'done';
  }

  /** Publishes at one place, so that a place that does not answer delays no other. */
  private async publish(networkId: string, { place, seal, attempts }: Work): Promise<void> {
    const { name } = place;
    const { number } = seal;
    try {
      const carried = await this.heads.listCarriedKeys(networkId);
      const receipt = await place.publish(seal, publishedLineOf(seal, this.keys, carried));
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`
          UPDATE seal_publications SET published_at = clock_timestamp(), receipt = ${receipt}, failure = NULL
           WHERE network_id = ${networkId} AND place = ${name} AND number = ${number} AND published_at IS NULL`,
      );
    } catch (error) {
      this.note(networkId, error);
      const failed = { reason: reasonOf(error), afterSeconds: PUBLICATIONS.retryAfter({ attempts }) };
      const key = [name, String(number)];
      await this.database.inNetwork(networkId, (tx) => PUBLICATIONS.postpone(tx, networkId, key, failed));
    }
  }
}

/**
 * Notes the newest seal of a network for each place that has no waiting seal and whose last seal is more than an hour old. A place that does not
 * answer has only one waiting seal; the next seal covers all seals that were made in between.
 */
async function noteNewest(tx: Tx, networkId: string, places: readonly PlaceName[]): Promise<void> {
  await tx.query`
    INSERT INTO seal_publications (network_id, place, number)
    SELECT ${networkId}::uuid, p.place, s.number FROM unnest(${places}::text[]) p (place)
      CROSS JOIN (SELECT number FROM seals WHERE network_id = ${networkId} ORDER BY number DESC LIMIT 1) s
      LEFT JOIN LATERAL (SELECT x.number, x.made_at, x.published_at FROM seal_publications x
        WHERE x.network_id = ${networkId} AND x.place = p.place ORDER BY x.number DESC LIMIT 1) last ON true
     WHERE last.number IS NULL OR (last.published_at IS NOT NULL AND last.number < s.number
       AND last.made_at <= clock_timestamp() - interval '1 hour')
    ON CONFLICT (network_id, place, number) DO NOTHING`;
}

/** The error's message with that of its cause, which `fetch` hides. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message;
}
