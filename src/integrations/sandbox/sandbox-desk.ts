import { Injectable } from '@nestjs/common';
import { ConfigurationChanges, type NetworkProfile, Networks, Sandboxes } from '../../configuration';
import { Guests } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import {
  type AuditAction,
  Audit,
  type Author,
  RateLimiter,
  Sessions,
  type SessionTokens,
  Staff,
  type TokenPair,
  UseCase,
} from '../../security';
import { type CopySource, NetworkCopies } from './network-copies';
import { type MadeSandboxAnswer, type SandboxState, sandboxAnswer } from './sandbox.dto';
import { testGuestsOf } from './test-guests.rules';
import { Handles } from '../../platform/http/handlers-of';

/** The most sandboxes that a network may make in a day, because each cleared one stays in the database as a closed network. */
const MADE_A_DAY = 20;
const DAY_S = 24 * 60 * 60;

/** Closes the sandbox of the caller's network with everything in it, and makes a new one. */
export class ClearSandbox extends UseCase<MadeSandboxAnswer> {}

/** Makes the sandbox of the caller's network. */
export class CreateSandbox extends UseCase<MadeSandboxAnswer> {}

type Tokens = TokenPair & SessionTokens;

/** Opens a session in the sandbox for a manager of the network; the first time, makes the manager's account there. */
export class EnterSandbox extends UseCase<Tokens> {}

/** Makes and clears the sandbox of a network. */
@Injectable()
export class SandboxDesk {
  constructor(
    private readonly networks: Networks,
    private readonly copies: NetworkCopies,
    private readonly sandboxes: Sandboxes,
    private readonly guests: Guests,
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly limiter: RateLimiter,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly changes: ConfigurationChanges,
    private readonly staff: Staff,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `not_found`, `rate_limited` */
  @Handles(ClearSandbox)
  clearSandbox({ context: { networkId, call, author } }: ClearSandbox): Promise<MadeSandboxAnswer> {
    return this.clear(networkId, call, author);
  }

  /** @throws ProblemError `sandbox_exists`, `rate_limited`; `forbidden` in a sandbox */
  @Handles(CreateSandbox)
  createSandbox({ context: { networkId, call, author } }: CreateSandbox): Promise<MadeSandboxAnswer> {
    return this.make(networkId, call, author);
  }

  /** @throws ProblemError `not_found`; `forbidden` for a key; `email_taken` where another account of the sandbox has the address */
  @Handles(EnterSandbox)
  async enterSandbox({ context: { networkId, principal, author, origin } }: EnterSandbox): Promise<Tokens> {
    if (principal.kind !== 'user') throw new ProblemError('forbidden');
    const { id: sandboxId } = await this.get(networkId);
    await this.ensureAccount(networkId, sandboxId, principal.id, author);
    const tokens = await this.sessions.openInSandbox(sandboxId, principal, origin);
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.appendChange(tx, networkId, author, 'network.sandbox_entered', networkId, {
        after: { other: sandboxId },
      }),
    );
    return tokens;
  }

  private async ensureAccount(networkId: string, sandboxId: string, userId: string, author: Author): Promise<void> {
    if (await this.database.inNetwork(sandboxId, (tx) => hasAccount(tx, sandboxId, userId))) return;
    const { email, name, locale } = await this.database.inNetwork(networkId, (tx) =>
      this.staff.get(tx, networkId, userId, author),
    );
    // Under the network's lock, so that the second of two simultaneous calls finds the account.
    await this.changes.apply(sandboxId, async (tx) => {
      if (await hasAccount(tx, sandboxId, userId)) return;
      const account = { email, name, locale, role: 'manager', homeUserId: userId } as const;
      await this.staff.add(tx, sandboxId, account, { actor: 'system', origin: author.origin });
    });
  }

  async state(networkId: string): Promise<SandboxState> {
    const { sandboxOf } = await this.networks.getProfile(networkId);
    const sandbox = sandboxOf === null ? await this.sandboxes.find(networkId, 'SANDBOX') : undefined;
    return { isSandbox: sandboxOf !== null, sandbox: sandbox === undefined ? null : sandboxAnswer(sandbox) };
  }

  /** @throws ProblemError `not_found` for a network without a sandbox; a sandbox itself has none */
  async get(networkId: string): Promise<NetworkProfile> {
    const sandbox = await this.sandboxes.find(networkId, 'SANDBOX');
    if (sandbox === undefined) throw new ProblemError('not_found');
    return sandbox;
  }

  /** @throws ProblemError `sandbox_exists`, `rate_limited`; `forbidden` in a sandbox */
  async make(networkId: string, call: KeyedCall, author: Author): Promise<MadeSandboxAnswer> {
    const source = await this.copies.read(networkId);
    const sandboxId = newId();
    return this.keyed.runAcross(networkId, call, 201, async (tx, enter) => {
      await this.count(networkId);
      await enter(sandboxId);
      const made = await this.write(tx, sandboxId, source, author);
      await enter(networkId);
      await this.append(tx, networkId, 'network.sandbox_made', sandboxId, author);
      return made;
    });
  }

  /** Closes the sandbox and makes another. @throws ProblemError `not_found`, `sandbox_exists`, `rate_limited` */
  async clear(networkId: string, call: KeyedCall, author: Author): Promise<MadeSandboxAnswer> {
    const old = await this.get(networkId);
    const source = await this.copies.read(networkId);
    const sandboxId = newId();
    let ended: readonly string[] = [];
    const made = await this.keyed.runAcross(networkId, call, 200, async (tx, enter) => {
      await this.count(networkId);
      await enter(old.id);
      ended = await this.sandboxes.close(tx, old.id, author);
      await enter(sandboxId);
      const answer = await this.write(tx, sandboxId, source, author);
      await enter(networkId);
      await this.append(tx, networkId, 'network.sandbox_cleared', sandboxId, author);
      return answer;
    });
    this.sandboxes.noteClosed(old.id, ended);
    return made;
  }

  /** Counts the call towards the day's limit; a repeated call was answered before and is not counted. @throws ProblemError `rate_limited` */
  private count(networkId: string): Promise<unknown> {
    return this.limiter.hit(`sandbox:${networkId}`, MADE_A_DAY, DAY_S);
  }

  /** Copies the network into its new sandbox, with test guests. */
  private async write(tx: Tx, sandboxId: string, source: CopySource, author: Author): Promise<MadeSandboxAnswer> {
    const { original } = source;
    const { copied, leftOut } = await this.copies.write(tx, sandboxId, 'SANDBOX', source, author);
    await this.addTestGuests(tx, sandboxId, original.profile);
    await this.append(tx, sandboxId, 'network.created', original.profile.id, {
      actor: 'system',
      origin: author.origin,
    });
    return { ...sandboxAnswer(await this.sandboxes.getWithin(tx, sandboxId)), copied, leftOut };
  }

  private async addTestGuests(tx: Tx, sandboxId: string, network: NetworkProfile): Promise<void> {
    const createdAt = this.clock.now();
    const guests = testGuestsOf(network).map((guest) => ({ ...guest, id: newId(), createdAt }));
    await this.guests.createFromImport(tx, sandboxId, guests, null);
  }

  /** @param other the sandbox in the network's audit, and the network in the sandbox's audit */
  private append(tx: Tx, networkId: string, action: AuditAction, other: string, author: Author): Promise<void> {
    const subject = { subjectKind: 'network', subjectId: networkId } as const;
    return this.audit.append(tx, networkId, { ...author, ...subject, action, after: { other } });
  }
}

async function hasAccount(tx: Tx, sandboxId: string, homeUserId: string): Promise<boolean> {
  const where = { networkId: sandboxId, homeUserId };
  return (await tx.prisma.user.findFirst({ where, select: { id: true } })) !== null;
}
