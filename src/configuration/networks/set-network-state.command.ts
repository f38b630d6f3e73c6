import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { ProblemError } from '../../platform/problems/problem';
import { ApiKeys, Audit, Sessions, UseCase } from '../../security';
import { profileOf } from '../network-profile/network-profile';
import { lockNetwork, updateNetworkState } from '../network-profile/network.sql';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { type NetworkAnswer, networkAnswer, type SetNetworkStateBody, stateOf } from './network.dto';

type Input = SetNetworkStateBody & { readonly networkId: string };

/** An owner suspends a network, closes it, or lets it work again. */
export class SetNetworkState extends UseCase<NetworkAnswer, Input> {}

@CommandHandler(SetNetworkState)
export class SetNetworkStateHandler implements ICommandHandler<SetNetworkState> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `sandbox_exists`; `invalid_body` for another name than the network's */
  async execute(command: SetNetworkState): Promise<NetworkAnswer> {
    const { context, input } = command;
    const { networkId } = input;
    let ended: readonly string[] = [];
    const answer = await this.changes.run(networkId, context.call, 200, async (tx) => {
      const made = await this.set(tx, command);
      ended = made.ended;
      return made.answer;
    });
    this.sessions.noteEnded(ended);
    if (input.state === 'CLOSED') this.apiKeys.forget();
    return answer;
  }

  private async set(
    tx: Tx,
    { context: { author }, input }: SetNetworkState,
  ): Promise<{ answer: NetworkAnswer; ended: readonly string[] }> {
    const { networkId, state, reason, confirmName } = input;
    const row = await lockNetwork(tx, networkId);
    if (row === undefined) throw new ProblemError('not_found');
    if (state !== 'ACTIVE' && confirmName?.trim() !== row.name)
      throw new ProblemError('invalid_body', {}, [{ path: 'confirmName', code: 'not_valid', message: '' }]);
    const profile = profileOf(row);
    const before = stateOf(profile);
    const now = this.clock.now();
    const times = {
      suspendedAt: state === 'SUSPENDED' ? (profile.suspendedAt ?? now) : null,
      closedAt: state === 'CLOSED' ? (profile.closedAt ?? now) : null,
    };
    // The transaction raises the version before it commits.
    const answer = networkAnswer({ ...profile, ...times, rulesVersion: profile.rulesVersion + 1 });
    if (before === state) return { answer, ended: [] };
    await updateNetworkState(tx, networkId, times).catch(refuseSecondSandbox);
    await this.audit.appendToBoth(tx, networkId, {
      ...author,
      action: ACTIONS[state],
      before: { state: before },
      after: { state, reason },
    });
    const ended = state === 'CLOSED' ? await this.sessions.endAllOfStaffWithin(tx, networkId) : [];
    if (state === 'CLOSED') await this.apiKeys.announceForgotten(tx);
    return { answer, ended };
  }
}

/** A sandbox that was cleared opens again only where its network has no other. */
function refuseSecondSandbox(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('sandbox_exists') : thrown;
}

const ACTIONS = {
  ACTIVE: 'network.resumed',
  SUSPENDED: 'network.suspended',
  CLOSED: 'network.closed',
} as const;
