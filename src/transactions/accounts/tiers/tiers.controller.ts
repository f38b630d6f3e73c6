import { Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { found } from '../../../platform/problems/problem';
import { NetworkId, Route, Routes } from '../../../security';
import { publishedTiersOf } from './tier-answers.rules';
import { type PublishedTiers, publishedTiersSchema } from './tier.dto';

/** The tiers of the programme in force, with their benefits. */
@Routes('tiers', 'Tiers')
export class TiersController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  @Route('GET', {
    id: 'listTiers',
    permission: ['places.read', 'program.read', 'guest.self', 'tier.manage'],
    summary: 'List the tiers of the programme in force',
    description: 'From the lowest to the highest. Before the network has published a programme: 404.',
    ok: publishedTiersSchema,
    problems: ['not_found'],
  })
  async list(@NetworkId() networkId: string): Promise<PublishedTiers> {
    const program = found((await this.snapshots.current(networkId)).programInForce(this.clock.now()));
    return publishedTiersOf(program.program, program.version);
  }
}
