import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type Tx, type Statements } from '../../platform/database/database';
import { Audit, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { NETWORK_COLUMNS, type NetworkRow } from '../revisions/snapshot.sql';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { networkAnswer, type NetworkAnswer, type SetNetworkStateBody, stateOf } from './network.dto';
import { ProblemError, found } from '../../platform/problems/problem';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { ModuleRef } from '@nestjs/core';
import { Clock } from '../../platform/clock/clock';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { NETWORK_PLANS, type NetworkPlans } from './network-plans';
import { NetworkAccess } from './network-access';
import { Networks } from './networks';

type Input = SetNetworkStateBody & { readonly networkId: string };

/** An owner suspends, closes or reopens a network. */
export class SetNetworkState extends UseCase<NetworkAnswer, Input> {}

@CommandHandler(SetNetworkState)
export class SetNetworkStateHandler implements ICommandHandler<SetNetworkState> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly networks: Networks,
    private readonly access: NetworkAccess,
    private readonly clock: Clock,
    private readonly modules: ModuleRef,
  ) {}

  /** @throws ProblemError `not_found`, `sandbox_exists`; `invalid_body` where the name is not the network's */
  async execute(command: SetNetworkState): Promise<NetworkAnswer> {
    const { context, input } = command;
    const { networkId } = input;
    // Done before the network itself, so that a repeated call completes an interrupted one.
    let ended = await this.setBeside(command);
    const answer = await this.changes.run(networkId, context.call, 200, async (tx) => {
      const made = await this.set(tx, command);
      ended = [...ended, ...made.ended];
      return made.answer;
    });
    this.access.noteEnded(ended, input.state === 'CLOSED');
    return answer;
  }

  /** Sets a network's open sandbox and its open shadow to the same state. Returns the ids of ended sessions. */
  private async setBeside({ context: { author }, input }: SetNetworkState): Promise<readonly string[]> {
    const { networkId, state, reason, confirmName } = input;
    const [{ name }, rows] = await Promise.all([
      this.networks.getProfile(networkId),
      this.database.asPlatform((tx) => listOpenBeside(tx, networkId)),
    ]);
    if (state !== 'ACTIVE' && confirmName?.trim() !== name) return [];
    const ended: string[] = [];
    for (const before of rows.map(profileOf)) {
      if (stateOf(before) === state) continue;
      const ofOne = await this.changes.apply(before.id, async (tx) => {
        await tx.prisma.network.update({ where: { id: before.id }, data: this.timesOf(before, state) });
        await this.audit.append(tx, before.id, {
          ...author,
          action: ACTIONS[state],
          before: { state: stateOf(before) },
          after: { state, reason },
        });
        return state === 'CLOSED' ? this.access.end(tx, before.id) : [];
      });
      ended.push(...ofOne);
    }
    return ended;
  }

  private async set(
    tx: Tx,
    { context: { author }, input }: SetNetworkState,
  ): Promise<{ answer: NetworkAnswer; ended: readonly string[] }> {
    const { networkId, state, reason, confirmName } = input;
    const row = found(await lockNetwork(tx, networkId));
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
      // The shadow is closed with the network, so a network that is opened again sells everywhere.
      const shadowed = { networkId, shadowSince: { not: null } };
      await tx.prisma.restaurant.updateMany({
        where: shadowed,
        data: { shadowSince: null, shadowUntil: times.closedAt },
      });
      // Looked up at first use, because its layer depends on this one.
      const plans = this.modules.get<NetworkPlans>(NETWORK_PLANS, { strict: false });
      await plans.end(tx, { id: networkId, timeZone: profile.timeZone, closedAt: times.closedAt }, author);
    }
    return { answer, ended: state === 'CLOSED' ? await this.access.end(tx, networkId) : [] };
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
}

/** A cleared sandbox can be reopened only while its network has no other. */
function refuseSecondSandbox(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('sandbox_exists') : thrown;
}

const ACTIONS = {
  ACTIVE: 'network.resumed',
  SUSPENDED: 'network.suspended',
  CLOSED: 'network.closed',
} as const;

/** Reads the open sandbox and the open shadow of a network. Runs in the platform's role. */
function listOpenBeside(tx: Statements, networkId: string): Promise<NetworkRow[]> {
  return tx.query<NetworkRow>`SELECT ${NETWORK_COLUMNS} FROM networks WHERE sandbox_of = ${networkId} AND closed_at IS NULL
    ORDER BY is_shadow LIMIT 2`;
}
