import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sandboxes, ShadowRestaurants } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { RateLimiter, UseCase } from '../../security';
import { NetworkCopies } from '../sandbox/network-copies';
import type * as dto from './shadow.dto';
import { ShadowQuery } from './shadow.query';
import { ShadowChanges } from './shadow-changes';

/** The most shadow runs that a network may begin in a day, because each that ends stays in the database as a closed network. */
const STARTED_A_DAY = 20;

const DAY_S = 24 * 60 * 60;

/** Begins the shadow run of the caller's network with some restaurants. */
export class StartShadow extends UseCase<dto.ShadowAnswer, { body: dto.StartShadowBody }> {}

@CommandHandler(StartShadow)
export class StartShadowHandler implements ICommandHandler<StartShadow> {
  constructor(
    private readonly query: ShadowQuery,
    private readonly copies: NetworkCopies,
    private readonly sandboxes: Sandboxes,
    private readonly places: ShadowRestaurants,
    private readonly keyed: KeyedCalls,
    private readonly limiter: RateLimiter,
    private readonly changes: ShadowChanges,
  ) {}

  /** @throws ProblemError `shadow_exists`, `rate_limited`, `not_found` for a restaurant that is not open; `forbidden` in a sandbox */
  async execute({ context, input: { body } }: StartShadow): Promise<dto.ShadowAnswer> {
    const { networkId, call, author } = context;
    const source = await this.copies.read(networkId);
    const pair = { networkId, shadowId: newId() };
    return this.changes.forgetting(
      pair,
      this.keyed.runAcross(networkId, call, 201, async (tx, enter) => {
        await this.limiter.hit(`shadow:${networkId}`, STARTED_A_DAY, DAY_S);
        await enter(pair.shadowId);
        await this.copies.write(tx, pair.shadowId, 'SHADOW', source, author);
        await this.places.closeAll(tx, pair.shadowId);
        await this.changes.append(tx, pair.shadowId, 'network.created', networkId, {
          actor: 'system',
          origin: author.origin,
        });
        await enter(networkId);
        for (const id of new Set(body.restaurantIds)) await this.places.enter(tx, enter, pair, id, author);
        await this.changes.append(tx, networkId, 'network.shadow_started', pair.shadowId, author);
        await enter(pair.shadowId);
        const shadow = await this.sandboxes.getWithin(tx, pair.shadowId);
        await enter(networkId);
        return this.query.answerWithin(tx, networkId, shadow);
      }),
    );
  }
}
