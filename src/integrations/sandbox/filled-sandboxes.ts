import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Sandboxes } from '../../configuration';
import { Guests } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Audit, type AuditAction, type Author } from '../../security';
import { type CopySource, NetworkCopies } from './network-copies';
import { type MadeSandboxAnswer, sandboxAnswer } from './sandbox.dto';
import { testGuestsOf } from './test-guests.rules';

/** Sandboxes with a copy of their network and with test guests. */
@Injectable()
export class FilledSandboxes {
  constructor(
    private readonly copies: NetworkCopies,
    private readonly sandboxes: Sandboxes,
    private readonly guests: Guests,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Copies the network into its new sandbox, with test guests. */
  async write(tx: Tx, sandboxId: string, source: CopySource, author: Author): Promise<MadeSandboxAnswer> {
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
  append(tx: Tx, networkId: string, action: AuditAction, other: string, author: Author): Promise<void> {
    const subject = { subjectKind: 'network', subjectId: networkId } as const;
    return this.audit.append(tx, networkId, { ...author, ...subject, action, after: { other } });
  }
}
