import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Pii } from '../personal-data/pii';
import type { UserRow } from '../sessions/sessions.sql';

const ID_BYTES = 16;
const PROOF_BYTES = 16;
/** A till that more people share knows those who signed in last. */
const PEOPLE_AT_MOST = 20;
const FORM = /^[\w-]{22}(?:\.[\w-]{22})+$/;

/** A device at which somebody signed in: its id, and a proof for each of them, the last first. */
export interface KnownDevice {
  readonly id: string;
  readonly proofs: readonly string[];
}

/**
 * Devices that remember who signed in at them. A proof is made of the device, the user and the hash of their password, so
 * no device knows a user whose password has changed since.
 */
@Injectable()
export class KnownDevices {
  constructor(private readonly pii: Pii) {}

  /** @param cookie what the browser sent; anything else than our own form is a device that knows no user */
  parse(cookie: string): KnownDevice | undefined {
    const [id = '', ...proofs] = FORM.test(cookie) ? cookie.split('.') : [];
    return id === '' ? undefined : { id, proofs: proofs.slice(0, PEOPLE_AT_MOST) };
  }

  /** The accounts whose present password somebody used at the device. */
  listKnown(device: KnownDevice, accounts: readonly UserRow[]): UserRow[] {
    const open = accounts.filter((user) => !user.closed && user.passwordHash !== null);
    return open.filter((user) => device.proofs.includes(this.proofOf(device.id, user)));
  }

  /** The cookie of the device after a sign-in. */
  remember(device: KnownDevice | undefined, user: UserRow): string {
    const id = device?.id ?? randomBytes(ID_BYTES).toString('base64url');
    const proof = this.proofOf(id, user);
    const others = (device?.proofs ?? []).filter((one) => one !== proof);
    return [id, proof, ...others.slice(0, PEOPLE_AT_MOST - 1)].join('.');
  }

  private proofOf(id: string, { id: userId, passwordHash }: UserRow): string {
    const value = `${id}\u0000${userId}\u0000${passwordHash ?? ''}`;
    return this.pii.blindIndex(null, 'known_device', value).subarray(0, PROOF_BYTES).toString('base64url');
  }
}
