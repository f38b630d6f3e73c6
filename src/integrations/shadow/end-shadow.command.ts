import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Sandboxes, ShadowRestaurants } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import type * as dto from './shadow.dto';
import { ShadowQuery } from './shadow.query';
import { ShadowChanges } from './shadow-changes';

/** Ends the shadow run; all its restaurants sell by the network again. */
export class EndShadow extends UseCase<dto.ShadowState> {}

@CommandHandler(EndShadow)
export class EndShadowHandler implements ICommandHandler<EndShadow> {
  constructor(
    private readonly query: ShadowQuery,
    private readonly sandboxes: Sandboxes,
    private readonly places: ShadowRestaurants,
    private readonly keyed: KeyedCalls,
    private readonly changes: ShadowChanges,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ context: { networkId, call, author } }: EndShadow): Promise<dto.ShadowState> {
    const { id: shadowId } = await this.query.get(networkId);
    let ended: readonly string[] = [];
    const pair = { networkId, shadowId };
    const answer = await this.changes.forgetting(
      pair,
      this.keyed.runAcross(networkId, call, 200, async (tx, enter): Promise<dto.ShadowState> => {
        await this.places.leaveAll(tx, networkId);
        await this.changes.append(tx, networkId, 'network.shadow_ended', shadowId, author);
        await enter(shadowId);
        ended = await this.sandboxes.close(tx, shadowId, author);
        return { shadow: null };
      }),
    );
    this.sandboxes.noteClosed(shadowId, ended);
    return answer;
  }
}
