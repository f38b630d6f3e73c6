import { Injectable } from '@nestjs/common';
import { Audit, type Author, Sessions, type SessionTokens, Staff, type TokenPair, UseCase } from '../../security';
import type { MadeSandboxAnswer } from './sandbox.dto';
import { SandboxDesk } from './sandbox-desk';
import { ConfigurationChanges } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Handles } from '../../platform/http/handlers-of';

/** Closes the sandbox of the caller's network with all that is in it, and makes a new one. */
export class ClearSandbox extends UseCase<MadeSandboxAnswer> {}

/** Makes the sandbox of the caller's network. */
export class CreateSandbox extends UseCase<MadeSandboxAnswer> {}

type Tokens = TokenPair & SessionTokens;

/** Opens a session in the sandbox for a manager who is signed in to the network itself; the first time with an account there. */
export class EnterSandbox extends UseCase<Tokens> {}

@Injectable()
export class SandboxHandlers {
  constructor(
    private readonly desk: SandboxDesk,
    private readonly database: Database,
    private readonly changes: ConfigurationChanges,
    private readonly staff: Staff,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `rate_limited` */
  @Handles(ClearSandbox)
  clearSandbox({ context: { networkId, call, author } }: ClearSandbox): Promise<MadeSandboxAnswer> {
    return this.desk.clear(networkId, call, author);
  }

  /** @throws ProblemError `sandbox_exists`, `rate_limited`; `forbidden` in a sandbox */
  @Handles(CreateSandbox)
  createSandbox({ context: { networkId, call, author } }: CreateSandbox): Promise<MadeSandboxAnswer> {
    return this.desk.make(networkId, call, author);
  }

  /** @throws ProblemError `not_found`; `forbidden` for a key; `email_taken` where an employee of the sandbox has the address */
  @Handles(EnterSandbox)
  async enterSandbox({ context: { networkId, principal, author, origin } }: EnterSandbox): Promise<Tokens> {
    if (principal.kind !== 'user') throw new ProblemError('forbidden');
    const { id: sandboxId } = await this.desk.get(networkId);
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
    // Under the lock of the network, so that of two calls at once the second finds the account.
    await this.changes.apply(sandboxId, async (tx) => {
      if (await hasAccount(tx, sandboxId, userId)) return;
      const account = { email, name, locale, role: 'manager', homeUserId: userId } as const;
      await this.staff.add(tx, sandboxId, account, { actor: 'system', origin: author.origin });
    });
  }
}

async function hasAccount(tx: Tx, sandboxId: string, homeUserId: string): Promise<boolean> {
  const where = { networkId: sandboxId, homeUserId };
  return (await tx.prisma.user.findFirst({ where, select: { id: true } })) !== null;
}
