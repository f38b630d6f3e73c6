import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { newId } from '../../platform/ids/ids';
import { Pii } from '../../security';
import { deleteDevice, putDevice } from './wallet-passes.sql';

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
  removeDevice({ on: { networkId, passId, device } }: RemovePassDevice): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => deleteDevice(tx, networkId, passId, digestOfDevice(device)));
  }
}

/** The SHA-256 under which a phone's id is stored. */
export function digestOfDevice(device: string): Buffer {
  return createHash('sha256').update(device).digest();
}
