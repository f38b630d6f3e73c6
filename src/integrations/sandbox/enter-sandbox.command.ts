import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ConfigurationChanges } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, Sessions, type SessionTokens, Staff, type TokenPair, UseCase } from '../../security';
import { SandboxDesk } from './sandbox-desk';

type Tokens = TokenPair & SessionTokens;

/** Opens a session in the sandbox for a manager of the network; the first time, makes the manager's account there. */
export class EnterSandbox extends UseCase<Tokens> {}

@CommandHandler(EnterSandbox)
export class EnterSandboxHandler implements ICommandHandler<EnterSandbox> {
  constructor(
    private readonly desk: SandboxDesk,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly changes: ConfigurationChanges,
    private readonly staff: Staff,
    private readonly sessions: Sessions,
  ) {}

  /** @throws ProblemError `not_found`; `forbidden` for a key; `email_taken` where another account of the sandbox has the address */
  async execute({ context: { networkId, principal, author, origin } }: EnterSandbox): Promise<Tokens> {
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
    // Under the network's lock, so that the second of two simultaneous calls finds the account.
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
