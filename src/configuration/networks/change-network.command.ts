import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ChangeRequestAnswer, ChangeRequests, statusOr, type Principal, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { type ChangeNetworkBody, type NetworkAnswer } from './network.dto';
import { NetworkChanges } from './network-changes';

type NetworkOrRequest = NetworkAnswer | ChangeRequestAnswer;

/** Changes a network's own data and settings. A manager who weakens them waits for a second person (202). */
export class ChangeNetwork extends UseCase<NetworkOrRequest, { networkId: string; change: ChangeNetworkBody }> {}

function isManager(principal: Principal): boolean {
  return principal.kind === 'user' && principal.role === 'manager';
}

@CommandHandler(ChangeNetwork)
export class ChangeNetworkHandler implements ICommandHandler<ChangeNetwork> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly networkChanges: NetworkChanges,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `not_found`; `currency_fixed` once a sale was recorded */
  execute({ context, input: { networkId, change } }: ChangeNetwork): Promise<NetworkOrRequest> {
    const { call, author, principal } = context;
    return this.changes.run<NetworkOrRequest>(networkId, call, statusOr(200), async (tx) => {
      await this.networkChanges.requireUnchanged(tx, networkId, call);
      if (isManager(principal) && (await this.networkChanges.weakens(tx, networkId, change)))
        return this.requests.ask(tx, context, { kind: 'SETTINGS', subjectId: networkId, change });
      return this.networkChanges.apply(tx, networkId, change, author);
    });
  }
}
