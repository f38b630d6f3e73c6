import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { Audit, type Author } from '../audit/audit';
import { CHANNELS, MESSAGE_KINDS, type MessageKind } from './channel-table';
import type { ContractChannel, MessageChannel } from './channels';
import type { MessagePurpose } from './message-providers';

/** A contract that allows messages of one kind. */
export interface ChannelContract {
  readonly kind: MessageKind;
  /** As the contract has it. */
  readonly number: string;
  /** Day of its signature, `2026-11-30`. */
  readonly signedOn: string;
  readonly recordedAt: Date;
  /** Name of the manager who recorded it; null: the account is gone. */
  readonly recordedBy: string | null;
}

const KIND_OF: Readonly<Record<MessagePurpose, MessageKind>> = {
  CODE: 'CODES',
  RECEIPT: 'NOTICES',
  SERVICE: 'NOTICES',
  MARKETING: 'CAMPAIGNS',
};

/** Which messages a network may send by channels whose rules forbid messages without a contract. Nothing is allowed until a contract is recorded. */
@Injectable()
export class ChannelContracts {
  constructor(
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** In the order of the kinds; a kind without a contract is missing. */
  async list(tx: Tx, networkId: string, channel: ContractChannel): Promise<ChannelContract[]> {
    const rows = await tx.prisma.channelContract.findMany({ where: { networkId, channel } });
    const ids = rows.map(({ recordedBy }) => recordedBy);
    const people =
      ids.length === 0
        ? []
        : await tx.prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
    return MESSAGE_KINDS.flatMap((kind) => {
      const row = rows.find((one) => one.kind === kind);
      if (row === undefined) return [];
      const { number, signedOn, recordedAt, recordedBy } = row;
      const by = people.find(({ id }) => id === recordedBy)?.name ?? null;
      return [{ kind, number, signedOn: signedOn.toISOString().slice(0, 10), recordedAt, recordedBy: by }];
    });
  }

  /** Whether messages of this purpose may go by this channel. */
  async allows(tx: Tx, networkId: string, channel: MessageChannel, purpose: MessagePurpose): Promise<boolean> {
    return (await this.allowedAmong(tx, networkId, [channel]))(channel, purpose);
  }

  /** Like `allows`, for several channels and purposes by one read, or by none where no channel needs a contract. */
  async allowedAmong(
    tx: Tx,
    networkId: string,
    channels: readonly MessageChannel[],
  ): Promise<(channel: MessageChannel, purpose: MessagePurpose) => boolean> {
    const asked = channels.filter((channel) => CHANNELS[channel].needsContract);
    const where = { networkId, channel: { in: asked } };
    const rows = asked.length === 0 ? [] : await tx.prisma.channelContract.findMany({ where });
    const allowed = new Set(rows.map(({ channel, kind }) => `${channel} ${kind}`));
    return (channel, purpose) => !CHANNELS[channel].needsContract || allowed.has(`${channel} ${KIND_OF[purpose]}`);
  }

  /** Records a contract in the place of an earlier one of the kind; the audit keeps both. */
  async put(
    tx: Tx,
    networkId: string,
    channel: ContractChannel,
    contract: Pick<ChannelContract, 'kind' | 'number' | 'signedOn'> & { readonly recordedBy: string },
    author: Author,
  ): Promise<void> {
    const { kind, number, signedOn, recordedBy } = contract;
    const before = (await this.list(tx, networkId, channel)).find((one) => one.kind === kind);
    const row = { number, signedOn: new Date(signedOn), recordedAt: this.clock.now(), recordedBy };
    const key = { networkId, channel, kind };
    await tx.prisma.channelContract.upsert({
      where: { networkId_channel_kind: key },
      create: { ...key, ...row },
      update: row,
    });
    await this.audit.appendChange(tx, networkId, author, 'network.channel_contract_recorded', networkId, {
      ...(before !== undefined && { before: { channel, kind, number: before.number, signedOn: before.signedOn } }),
      after: { channel, kind, number, signedOn },
    });
  }

  /** Ends messages of the kind. Does nothing where there is no contract. */
  async remove(tx: Tx, networkId: string, channel: ContractChannel, kind: MessageKind, author: Author): Promise<void> {
    const before = (await this.list(tx, networkId, channel)).find((one) => one.kind === kind);
    if (before === undefined) return;
    const { number, signedOn } = before;
    await tx.prisma.channelContract.delete({ where: { networkId_channel_kind: { networkId, channel, kind } } });
    await this.audit.appendChange(tx, networkId, author, 'network.channel_contract_removed', networkId, {
      before: { channel, kind, number, signedOn },
    });
  }
}
