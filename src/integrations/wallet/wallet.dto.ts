import { z } from 'zod';
import { listOf, objectNamed } from '../../platform/http/schemas';
import { BARCODES, type KnownAccount, WALLETS } from './wallet-accounts';

const MOST_CERTIFICATE = 20_000;

const barcode = z
  .enum(BARCODES)
  .default('QR')
  .describe('Code on the pass; `CODE_128` for scanners that read no QR, with the number of the card');

export const walletSchema = z.enum(WALLETS).describe('Wallet of phones');

export const putAppleAccountSchema = objectNamed('PutAppleWallet', {
  certificate: z
    .string()
    .min(1)
    .max(MOST_CERTIFICATE)
    .describe('Certificate of the pass type id from Apple, as PEM or as the `.cer` file in base64'),
  issuer: z
    .string()
    .min(1)
    .max(MOST_CERTIFICATE)
    .describe(
      'Certificate of Apple that issued it (Worldwide Developer Relations), as PEM or as the `.cer` file in base64',
    ),
  key: z.string().min(1).max(MOST_CERTIFICATE).describe('Private key of the certificate, RSA, as PEM'),
  passphrase: z.string().max(500).nullable().default(null).describe('Passphrase of the key; null: it has none'),
  barcode,
});
export type PutAppleAccountBody = z.infer<typeof putAppleAccountSchema>;

export const putGoogleAccountSchema = objectNamed('PutGoogleWallet', {
  issuerId: z
    .string()
    .regex(/^\d{5,25}$/)
    .describe('Issuer id, as the console of Google Pay & Wallet shows it'),
  key: z.string().min(1).max(MOST_CERTIFICATE).describe('JSON file of a key of the service account, as text'),
  barcode,
});
export type PutGoogleAccountBody = z.infer<typeof putGoogleAccountSchema>;

export const walletsSchema = objectNamed(
  'Wallets',
  'The accounts of a network at wallets of phones; keys are never shown.',
  {
    hasAddress: z.boolean().describe('Whether `PUBLIC_URL` begins with `https:`, without which there are no passes'),
    items: listOf('Accounts, at most one for each wallet', {
      wallet: walletSchema,
      account: z.string().describe('Pass type id at Apple, issuer id at Google'),
      holder: z.string().describe('Team id at Apple, e-mail address of the service account at Google'),
      endsAt: z.iso.datetime().nullable().describe('When the certificate ends (RFC 3339); null: a key without an end'),
      barcode: z.enum(BARCODES).describe('Code on the pass'),
      setAt: z.iso.datetime().describe('When it was entered (RFC 3339)'),
    }),
  },
);
export type WalletsAnswer = z.infer<typeof walletsSchema>;

export const walletTestSchema = objectNamed('WalletTest', {
  failure: z
    .string()
    .nullable()
    .describe('The reason of the wallet, as `google 403` or `apple InvalidProviderToken`; null: it takes what we send'),
});
export type WalletTestAnswer = z.infer<typeof walletTestSchema>;

export const ownPassesSchema = objectNamed('OwnPasses', 'Wallets of phones that take the card of the guest.', {
  apple: z.boolean().describe('The network makes passes for Apple Wallet'),
  google: z.boolean().describe('The network makes passes for Google Wallet'),
});
export type OwnPasses = z.infer<typeof ownPassesSchema>;

export const passLinkSchema = objectNamed('PassLink', {
  url: z.string().describe('Address that the phone opens to add the pass; at Apple it is good for ten minutes'),
});
export type PassLink = z.infer<typeof passLinkSchema>;

export function walletsAnswer(accounts: readonly KnownAccount[], hasAddress: boolean): WalletsAnswer {
  return {
    hasAddress,
    items: accounts.map(({ endsAt, setAt, ...account }) => ({
      ...account,
      endsAt: endsAt?.toISOString() ?? null,
      setAt: setAt.toISOString(),
    })),
  };
}
