import type { KeyRing, Pii } from '../../security';
import { EMPTIED, SECRETS, type SecretColumn } from './archive-secrets.rules';

/** A row of a file: columns as PostgreSQL writes them in JSON. */
export type ArchivedRow = Record<string, unknown>;

/** The archive has the address itself in place of this column's digests. */
const STOPPED = { table: 'stopped_addresses', column: 'recipient_index' } as const;

/** Encrypts personal data again: from the installation's keys to the archive's key, and back. */
export class ArchiveSecrets {
  private readonly networkId: string;

  constructor(
    private readonly pii: Pii,
    network: { readonly id: string },
    private readonly ring: KeyRing,
  ) {
    this.networkId = network.id;
  }

  /** Whether rows of a table are changed on their way into or out of an archive. */
  static changes(table: string): boolean {
    return table in SECRETS || table in EMPTIED || table === STOPPED.table;
  }

  /**
   * The row in its archived form; undefined where the row is left out.
   *
   * @param addresses addresses of guests, by their blind index in hexadecimal
   */
  closed(table: string, row: ArchivedRow, addresses: ReadonlyMap<string, string>): ArchivedRow | undefined {
    const closed = { ...row };
    Object.assign(closed, EMPTIED[table]);
    if (table === STOPPED.table) {
      const address = addresses.get(bytesOf(row[STOPPED.column]).toString('hex'));
      if (address === undefined) return undefined;
      closed[STOPPED.column] = this.seal(this.networkId, 'recipient', address);
    }
    for (const secret of SECRETS[table] ?? []) {
      for (const { column } of secret.indexes) closed[column] = null;
      const blob = closed[secret.column];
      if (blob === null || blob === undefined) continue;
      // Key rotation does not encrypt stored responses again, so an old response may outlive its key.
      if (table === 'stored_answers' && !this.pii.isReadable(bytesOf(blob))) {
        closed[secret.column] = null;
        continue;
      }
      const text = this.pii.decrypt(this.contextOf(secret), secret.kind, bytesOf(blob));
      closed[secret.column] = this.seal(this.contextOf(secret), secret.kind, text);
    }
    return closed;
  }

  /** An archived row in the form that this installation keeps. */
  opened(table: string, row: ArchivedRow): ArchivedRow {
    const opened = { ...row };
    if (table === STOPPED.table) {
      const address = this.read(this.networkId, 'recipient', row[STOPPED.column]);
      opened[STOPPED.column] = textOf(this.pii.blindIndex(this.networkId, 'recipient', address));
    }
    for (const secret of SECRETS[table] ?? []) {
      const blob = row[secret.column];
      if (blob === null || blob === undefined) continue;
      const context = this.contextOf(secret);
      const text = this.read(context, secret.kind, blob);
      opened[secret.column] = textOf(this.pii.encrypt(context, secret.kind, text));
      for (const { column, kind, ofNetwork, valueOf } of secret.indexes)
        opened[column] = textOf(this.pii.blindIndex(ofNetwork ? this.networkId : null, kind, valueOf(text)));
    }
    return opened;
  }

  /** @throws Error a sentence for a value that the archive's key does not open, as where the sender put it there from elsewhere */
  private read(context: string | null, kind: SecretColumn['kind'], blob: unknown): string {
    try {
      return this.pii.decrypt(context, kind, bytesOf(blob), this.ring);
    } catch (cause) {
      throw new Error('The archive has an encrypted value that its key does not open.', { cause });
    }
  }

  private contextOf({ ofNetwork }: SecretColumn): string | null {
    return ofNetwork ? this.networkId : null;
  }

  private seal(context: string | null, kind: SecretColumn['kind'], text: string): string {
    return textOf(this.pii.encrypt(context, kind, text, this.ring));
  }
}

/** An encrypted blind index of the network, in hexadecimal: only this installation's keys can read and make it. */
export function proofOfKeys(pii: Pii, networkId: string): string {
  return pii.encrypt(networkId, 'secret', indexOf(pii, networkId)).toString('hex');
}

/** Whether the keys here are those that `proofOfKeys` used. */
export function hasKeysOf(pii: Pii, networkId: string, proof: string): boolean {
  try {
    return pii.decrypt(networkId, 'secret', Buffer.from(proof, 'hex')) === indexOf(pii, networkId);
  } catch {
    // The value is encrypted by another key, which the reader reports.
    return false;
  }
}

function indexOf(pii: Pii, networkId: string): string {
  return pii.blindIndex(networkId, 'recipient', networkId).toString('hex');
}

/** @param hex bytes as PostgreSQL writes them: `\x` and hexadecimal digits */
function bytesOf(hex: unknown): Buffer {
  if (typeof hex !== 'string' || !hex.startsWith('\\x')) throw new Error('no bytes');
  return Buffer.from(hex.slice(2), 'hex');
}

function textOf(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
