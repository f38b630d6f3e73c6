import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author, Pii } from '../../security';

export const WALLETS = ['APPLE', 'GOOGLE'] as const;
export type Wallet = (typeof WALLETS)[number];
export const BARCODES = ['QR', 'CODE_128'] as const;
type Barcode = (typeof BARCODES)[number];

/** A network's account at a wallet service, without the key. */
export interface KnownAccount {
  readonly wallet: Wallet;
  /** Apple: pass type id; Google: issuer id. */
  readonly account: string;
  /** Apple: team id; Google: the service account's e-mail address. */
  readonly holder: string;
  /** When the certificate expires; null for Google, whose keys do not expire. */
  readonly endsAt: Date | null;
  readonly barcode: Barcode;
  readonly setAt: Date;
}

export interface WalletAccount extends KnownAccount {
  /** The certificate and its issuer's, as PEM; null for Google. */
  readonly certificates: string | null;
  /** Private key as PEM. */
  readonly key: string;
}

/** Networks' accounts at wallet services. Keys are stored encrypted and never shown. */
@Injectable()
export class WalletAccounts {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(networkId: string): Promise<KnownAccount[]> {
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.walletAccount.findMany({ where: { networkId }, omit: { secretEncrypted: true, certificates: true } }),
    );
    return rows.map(knownOf);
  }

  /** Null: the network has no account at this wallet. */
  async find(networkId: string, wallet: Wallet): Promise<WalletAccount | null> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.walletAccount.findUnique({ where: { networkId_wallet: { networkId, wallet } } }),
    );
    if (row === null) return null;
    const key = this.pii.decrypt(networkId, 'secret', Buffer.from(row.secretEncrypted));
    return { ...knownOf(row), certificates: row.certificates, key };
  }

  /** Adds the account, or replaces its certificate and key. */
  async put(tx: Tx, networkId: string, given: Omit<WalletAccount, 'setAt'>, author: Author): Promise<void> {
    const { wallet, key, ...fields } = given;
    const before = await tx.prisma.walletAccount.findUnique({ where: { networkId_wallet: { networkId, wallet } } });
    const row = {
      ...fields,
      secretEncrypted: new Uint8Array(this.pii.encrypt(networkId, 'secret', key)),
      setAt: this.clock.now(),
      warnedAt: null,
    };
    await tx.prisma.walletAccount.upsert({
      where: { networkId_wallet: { networkId, wallet } },
      create: { networkId, id: newId(), wallet, ...row },
      update: row,
    });
    await this.audit.appendChange(tx, networkId, author, 'wallet.account_set', networkId, {
      before: before === null ? {} : shownOf(before),
      after: shownOf({ wallet, ...fields }),
    });
  }

  /** Does nothing where there is no account. */
  async remove(tx: Tx, networkId: string, wallet: Wallet, author: Author): Promise<void> {
    const { count } = await tx.prisma.walletAccount.deleteMany({ where: { networkId, wallet } });
    if (count > 0)
      await this.audit.appendChange(tx, networkId, author, 'wallet.account_removed', networkId, { before: { wallet } });
  }
}

type AccountRow = Omit<KnownAccount, 'wallet' | 'barcode'> & { readonly wallet: string; readonly barcode: string };

function knownOf({ wallet, account, holder, endsAt, barcode, setAt }: AccountRow): KnownAccount {
  // Constraints of the table allow only these values.
  return { wallet: wallet as Wallet, account, holder, endsAt, barcode: barcode as Barcode, setAt };
}

function shownOf({ wallet, account, holder, endsAt, barcode }: Omit<AccountRow, 'setAt'>) {
  return { wallet, account, holder, endsAt: endsAt?.toISOString() ?? null, barcode };
}
