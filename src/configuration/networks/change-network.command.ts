import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ChangeRequestAnswer, ChangeRequests, type Principal, UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import type { ChangeNetworkBody, NetworkAnswer } from './network.dto';
import { NetworkChanges } from './network-changes';

type Answer = NetworkAnswer | ChangeRequestAnswer;

/** Changes a network's own data and settings. A manager who weakens them waits for a second person (202). */
export class ChangeNetwork extends UseCase<
  Answer,
  { readonly networkId: string; readonly change: ChangeNetworkBody }
> {}

@CommandHandler(ChangeNetwork)
export class ChangeNetworkHandler implements ICommandHandler<ChangeNetwork> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly networks: NetworkChanges,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `not_found`; `currency_fixed` once something was rung up */
  async execute({ context, input: { networkId, change } }: ChangeNetwork): Promise<Answer> {
    const { call, author, principal } = context;
    const answer = await this.changes.run<Answer>(networkId, call, statusOf, async (tx) => {
      await this.networks.requireUnchanged(tx, networkId, call);
      if (isManager(principal) && (await this.networks.weakens(tx, networkId, change)))
        return this.requests.ask(tx, context, { kind: 'SETTINGS', subjectId: networkId, change });
      return this.networks.apply(tx, networkId, change, author);
    });
    call.answered(statusOf(answer));
    return answer;
  }
}

function isManager(principal: Principal): boolean {
  return principal.kind === 'user' && principal.role === 'manager';
}

function statusOf(answer: Answer): number {
  return 'kind' in answer ? 202 : 200;
}
