import { z } from 'zod';
import { openObjectOrNull, uuid } from '../../../platform/http/schemas';
import { PLACES } from './place-names';

export const proofQuerySchema = z.strictObject({ transactionId: uuid.describe('Transaction to prove') });
export type ProofQueryDto = z.infer<typeof proofQuerySchema>;

const MOST_DIGITS_OF_LEAF = 32 * 1024 * 1024;

const hex = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[0-9a-f]*$/);
const digest = hex(64);
const position = z.object({
  epoch: z.int().describe('Epoch of the network, raised after a restore or move'),
  xid: z.int().describe('Transaction id of PostgreSQL'),
  id: z.uuid().describe('Transaction of the ledger'),
});

export const proofSchema = z
  .object({
    transactionId: z.uuid().describe('The transaction'),
    sealed: z.boolean().describe('False while the transaction is younger than the last seal'),
    bytes: hex(MOST_DIGITS_OF_LEAF).describe(
      'The transaction with its transfers in the form of docs/ledger-format.md, hexadecimal',
    ),
    leaf: digest.describe('SHA-256 of a zero byte and `bytes`, hexadecimal'),
    seal: openObjectOrNull('The seal that covers the transaction; null: not sealed yet', {
      form: z.int().describe('Version of the form of the seal'),
      number: z.int().describe('Number of the seal in the chain of the network, from 1'),
      index: z.int().describe('Position of the leaf in the Merkle tree, from 0'),
      size: z.int().describe('Number of leaves of the Merkle tree'),
      path: z.array(digest).describe('Hashes from the leaf to the root of the Merkle tree, hexadecimal'),
      merkleRoot: digest.describe('Root of the Merkle tree, hexadecimal'),
      previous: digest.describe('Hash of the seal before, hexadecimal; zeros: this is the first'),
      from: position.describe('Position after which the sealed range begins'),
      to: position.describe('Position with which the sealed range ends'),
      transactions: z.int().describe('Transactions of the range'),
      transfers: z.int().describe('Transfers of the range'),
      totals: z
        .string()
        .describe('Totals of the accounts of network, restaurants and partners since the first transfer, as JSON'),
      programs: z
        .string()
        .nullable()
        .describe(
          'Versions of the programme that this seal is the first to cover, as JSON; null: none, or a seal of form 1',
        ),
      sealedAt: z.iso.datetime().describe('When it was sealed (RFC 3339)'),
      keyId: z.string().describe('Id of the Ed25519 key that signed it'),
      publicKey: hex(200).nullable().describe('Public key, hexadecimal; null: the server does not have it any more'),
      hash: digest.describe('SHA-256 of the fields of the seal by docs/ledger-format.md, hexadecimal'),
      signature: hex(128).describe('Ed25519 signature of the hash, hexadecimal'),
    }),
    publications: z
      .array(
        z.object({
          place: z
            .enum(PLACES)
            .describe(
              'Place outside of the installation: an append-only file, a store whose objects cannot be removed, an e-mail, or an authority that stamps the time (RFC 3161)',
            ),
          number: z
            .int()
            .describe('Number of the published seal: this one, or a later one of the chain that follows it'),
          publishedAt: z.iso.datetime().describe('When it was published (RFC 3339)'),
          timeStamp: z.base64().nullable().describe('Token of the time stamp in DER, base64; null at other places'),
        }),
      )
      .describe('The first publication at each place that covers the seal; none: it was not published so far'),
  })
  .meta({
    id: 'LedgerProof',
    description:
      'All that is needed to check by docs/ledger-format.md, with SHA-256 and Ed25519 alone, that a transaction is sealed.',
  });
export type Proof = z.infer<typeof proofSchema>;
