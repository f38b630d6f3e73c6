import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Database, type Tx } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import { MOST_DEVICES } from './wallet-passes.sql';

interface NewDevice {
  readonly id: string;
  readonly passId: string;
  readonly digest: Buffer;
  readonly token: Buffer;
}

/** A pass on a phone, by the phone's own id. */
interface PassOnPhone {
  readonly networkId: string;
  readonly passId: string;
  readonly device: string;
}

/** Registers a phone that loaded a pass, so that it gets changes. Returns whether the phone was new. */
export class PutPassDevice extends Command<boolean> {
  constructor(
    readonly on: PassOnPhone,
    readonly pushToken: string,
  ) {
    super();
  }
}

/** Removes a phone that deleted the pass. */
export class RemovePassDevice extends Command<void> {
  constructor(readonly on: PassOnPhone) {
    super();
  }
}

@Injectable()
export class PassDevicesHandlers {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  @Handles(PutPassDevice)
  putDevice({ on: { networkId, passId, device }, pushToken }: PutPassDevice): Promise<boolean> {
    const token = this.pii.encrypt(networkId, 'recipient', pushToken.toLowerCase());
    const row = { id: newId(), passId, digest: digestOfDevice(device), token };
    return this.database.inNetwork(networkId, (tx) => putDevice(tx, networkId, row));
  }

  @Handles(RemovePassDevice)
  async removeDevice({ on: { networkId, passId, device } }: RemovePassDevice): Promise<void> {
    await this.database.inNetwork(
      networkId,
      (tx) => tx.query`
        DELETE FROM wallet_devices
         WHERE network_id = ${networkId} AND pass_id = ${passId} AND digest = ${digestOfDevice(device)}`,
    );
  }
}

/** The SHA-256 under which a phone's id is stored. */
export function digestOfDevice(device: string): Buffer {
  return createHash('sha256').update(device).digest();
}

/** Registers a phone for a pass; returns whether the phone was new. */
async function putDevice(tx: Tx, networkId: string, { id, passId, digest, token }: NewDevice): Promise<boolean> {
  const { isNew } = await tx.one<{ isNew: boolean }>`
    INSERT INTO wallet_devices (network_id, id, pass_id, digest, token_encrypted)
     VALUES (${networkId}, ${id}, ${passId}, ${digest}, ${token})
     ON CONFLICT (network_id, pass_id, digest) DO UPDATE SET token_encrypted = excluded.token_encrypted
     RETURNING id = ${id} AS "is_new!"`;
  await tx.query`DELETE FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId} AND id IN
      (SELECT id FROM wallet_devices WHERE network_id = ${networkId} AND pass_id = ${passId} ORDER BY id DESC OFFSET ${MOST_DEVICES})`;
  return isNew;
}
