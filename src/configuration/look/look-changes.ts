import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author, changesBetween, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { iconsOf, type MadeImage, logoOf } from './look-images';
import { changeableOfLook, type ManagedLook } from './look.dto';
import { checkContrast } from './look.rules';
import type { Look } from './look.schema';
import { Looks } from './looks';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Handles } from '../../platform/http/handlers-of';

/** Sets the logo of a network, made anew from the bytes; null removes it. */
export class SetLogo extends UseCase<ManagedLook, { data: string | null }> {}

export class SetLook extends UseCase<ManagedLook, { look: Look }> {}

/** Changes of a network's look. */
@Injectable()
export class LookChanges {
  constructor(
    private readonly looks: Looks,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly changes: ConfigurationChanges,
  ) {}

  /** @throws ProblemError `invalid_body` for bytes that are no picture */
  @Handles(SetLogo)
  async setLogo({ context: { call, networkId, author }, input: { data } }: SetLogo): Promise<ManagedLook> {
    // Decoded before the transaction, which locks the network's configuration.
    const logo = data === null ? null : await logoOf(Buffer.from(data, 'base64'));
    if (data !== null && logo === null)
      throw new ProblemError('invalid_body', {}, [
        { path: 'data', code: 'not_valid', message: '', arguments: { reason: 'notALogo' } },
      ]);
    return this.changes.run(networkId, call, 200, async (tx) => {
      const code = await codeOf(tx, networkId);
      const before = await this.looks.managedWithin(tx, networkId, code);
      if (logo === null) await tx.prisma.networkLookImage.deleteMany({ where: { networkId, kind: 'LOGO' } });
      else await putImage(tx, networkId, logo);
      await this.drawIcons(tx, networkId, before.look);
      const after = await this.looks.managedWithin(tx, networkId, code);
      await this.append(tx, networkId, author, {
        before: { logo: before.logo?.url ?? null },
        after: { logo: after.logo?.url ?? null },
      });
      return after;
    });
  }

  /** @throws ProblemError `invalid_body` for colours whose contrast is too weak */
  @Handles(SetLook)
  setLook({ context: { call, networkId, author }, input: { look } }: SetLook): Promise<ManagedLook> {
    return this.changes.run(networkId, call, 200, (tx) => this.set(tx, networkId, look, author, call));
  }

  /** @throws ProblemError `changed_meanwhile`; `invalid_body` for colours whose contrast is too weak */
  async set(tx: Tx, networkId: string, look: Look, author: Author, call?: KeyedCall): Promise<ManagedLook> {
    const weak = checkContrast(look).filter(({ passes }) => !passes);
    if (weak.length > 0)
      throw new ProblemError(
        'invalid_body',
        {},
        weak.map(({ path }) => ({ path, code: 'not_valid', message: '', arguments: { reason: 'weakContrast' } })),
      );
    const code = await codeOf(tx, networkId);
    const before = await this.looks.managedWithin(tx, networkId, code);
    if (call !== undefined) await requireUnchanged(call, () => changeableOfLook(before));
    const data = { document: look, changedAt: this.clock.now() };
    await tx.prisma.networkLook.upsert({ where: { networkId }, create: { networkId, ...data }, update: data });
    await this.drawIcons(tx, networkId, look);
    await this.append(tx, networkId, author, changesBetween(before.look, look));
    return this.looks.managedWithin(tx, networkId, code);
  }

  private async drawIcons(tx: Tx, networkId: string, { accent, accentInk }: Look): Promise<void> {
    const logo = await tx.prisma.networkLookImage.findUnique({
      where: { networkId_kind: { networkId, kind: 'LOGO' } },
      select: { bytes: true },
    });
    const icons = await iconsOf(logo === null ? null : Buffer.from(logo.bytes), accent, accentInk);
    for (const icon of icons) await putImage(tx, networkId, icon);
  }

  private async append(
    tx: Tx,
    networkId: string,
    author: Author,
    values: ReturnType<typeof changesBetween>,
  ): Promise<void> {
    const entry = { ...author, action: 'network.look_changed', subjectKind: 'network', subjectId: networkId } as const;
    await this.audit.append(tx, networkId, { ...entry, ...values });
  }
}

async function putImage(tx: Tx, networkId: string, { kind, width, height, bytes, hash }: MadeImage): Promise<void> {
  const data = { width, height, bytes, hash };
  await tx.prisma.networkLookImage.upsert({
    where: { networkId_kind: { networkId, kind } },
    create: { networkId, kind, ...data },
    update: data,
  });
}

async function codeOf(tx: Tx, networkId: string): Promise<string> {
  const row = found(await lockNetwork(tx, networkId));
  return row.code;
}
