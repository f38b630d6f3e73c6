import { ModuleRef } from '@nestjs/core';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { ProblemError } from '../../platform/problems/problem';
import { ApiKeys, Audit, Sessions, UseCase } from '../../security';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { findOpenSandbox, lockNetwork } from '../network-profile/network.sql';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { type NetworkAnswer, networkAnswer, type SetNetworkStateBody, stateOf } from './network.dto';
import { NETWORK_PLANS, type NetworkPlans } from './network-plans';
import { Networks } from './networks';

type Input = SetNetworkStateBody & { readonly networkId: string };

/** An owner suspends a network, closes it, or lets it work again. */
export class SetNetworkState extends UseCase<NetworkAnswer, Input> {}

@CommandHandler(SetNetworkState)
export class SetNetworkStateHandler implements ICommandHandler<SetNetworkState> {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly changes: ConfigurationChanges,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  /** @throws ProblemError `not_found`, `sandbox_exists`; `invalid_body` for another name than the network's */
  async execute(command: SetNetworkState): Promise<NetworkAnswer> {
    const { context, input } = command;
    const { networkId } = input;
    // Before the network itself, so that a call that was cut off is whole once it is repeated.
    let ended = await this.setSandbox(command);
    const answer = await this.changes.run(networkId, context.call, 200, async (tx) => {
      const made = await this.set(tx, command);
      ended = [...ended, ...made.ended];
      return made.answer;
    });
    this.sessions.noteEnded(ended);
    if (input.state === 'CLOSED') this.apiKeys.forget();
    return answer;
  }

  /** The open sandbox of a network follows it. Answers with the sessions that ended. */
  private async setSandbox({ context: { author }, input }: SetNetworkState): Promise<readonly string[]> {
    const { networkId, state, reason, confirmName } = input;
    const [{ name }, sandbox] = await Promise.all([
      this.networks.getProfile(networkId),
      this.database.asPlatform((tx) => findOpenSandbox(tx, networkId)),
    ]);
    if (sandbox === undefined || (state !== 'ACTIVE' && confirmName?.trim() !== name)) return [];
    const before = profileOf(sandbox);
    if (stateOf(before) === state) return [];
    return this.changes.apply(sandbox.id, async (tx) => {
      await tx.prisma.network.update({ where: { id: sandbox.id }, data: this.timesOf(before, state) });
      await this.audit.append(tx, sandbox.id, {
        ...author,
        action: ACTIONS[state],
        before: { state: stateOf(before) },
        after: { state, reason },
      });
      return state === 'CLOSED' ? this.endAll(tx, sandbox.id) : [];
    });
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
    const times = this.timesOf(profile, state);
    // The transaction raises the version before it commits.
    const answer = networkAnswer({ ...profile, ...times, rulesVersion: profile.rulesVersion + 1 });
    if (before === state) return { answer, ended: [] };
    await tx.prisma.network.update({ where: { id: networkId }, data: times }).catch(refuseSecondSandbox);
    await this.audit.appendToBoth(tx, networkId, {
      ...author,
      action: ACTIONS[state],
      before: { state: before },
      after: { state, reason },
    });
    if (times.closedAt !== null) {
      // Looked up when it is needed, because its layer is made from this one.
      const plans = this.modules.get<NetworkPlans>(NETWORK_PLANS, { strict: false });
      await plans.end(tx, { id: networkId, timeZone: profile.timeZone, closedAt: times.closedAt }, author);
    }
    return { answer, ended: state === 'CLOSED' ? await this.endAll(tx, networkId) : [] };
  }

  private timesOf(
    { suspendedAt, closedAt }: Pick<NetworkProfile, 'suspendedAt' | 'closedAt'>,
    state: SetNetworkStateBody['state'],
  ): Pick<NetworkProfile, 'suspendedAt' | 'closedAt'> {
    const now = this.clock.now();
    return {
      suspendedAt: state === 'SUSPENDED' ? (suspendedAt ?? now) : null,
      closedAt: state === 'CLOSED' ? (closedAt ?? now) : null,
    };
  }

  /** Ends sessions of staff and keys of a network that closes. */
  private async endAll(tx: Tx, networkId: string): Promise<readonly string[]> {
    const ended = await this.sessions.endAllOfStaffWithin(tx, networkId);
    await this.apiKeys.announceForgotten(tx);
    return ended;
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
