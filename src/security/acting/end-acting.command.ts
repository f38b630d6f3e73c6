import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit } from '../audit/audit';
import { ownerOf } from '../principal/principal';
import { UseCase } from '../principal/request-context';
import { endActingPeriods, findActing } from './acting-periods.sql';

/** An owner stops acting for a network, on all devices and at once in every process. */
export class EndActing extends UseCase<void, { readonly networkId: string }> {}

@CommandHandler(EndActing)
export class EndActingHandler implements ICommandHandler<EndActing> {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Throws `not_found` for an unknown network; does nothing where the owner does not act. */
  execute({ context, input: { networkId } }: EndActing): Promise<void> {
    const { id, sessionId } = ownerOf(context.principal);
    return this.database.inNetwork(networkId, async (tx) => {
      if ((await findActing(tx, networkId, id, sessionId)) === undefined) throw new ProblemError('not_found');
      if (!(await endActingPeriods(tx, networkId, id))) return;
      await this.audit.appendToBoth(tx, networkId, { ...context.author, action: 'network.acting_ended' });
    });
  }
}
