import { z } from 'zod';
import { uuid } from '../../../platform/http/schemas';

export const proofQuerySchema = z.strictObject({ transactionId: uuid });
export type ProofQueryDto = z.infer<typeof proofQuerySchema>;

const hex = z.string().regex(/^[0-9a-f]*$/);
const position = z.object({ epoch: z.int(), xid: z.int(), id: z.uuid() });

/** What is needed to recompute the seal by docs/ledger-format.md with nothing but SHA-256 and Ed25519. */
export const proofSchema = z
  .object({
    transactionId: z.uuid(),
    /** False while the transaction is younger than the last seal. */
    sealed: z.boolean(),
    /** The transaction with its transfers, in the form of docs/ledger-format.md. */
    bytes: hex,
    /** SHA-256 of a byte of zero and these bytes. */
    leaf: hex,
    seal: z
      .object({
        form: z.int(),
        number: z.int(),
        index: z.int(),
        size: z.int(),
        path: z.array(hex),
        merkleRoot: hex,
        previous: hex,
        from: position,
        to: position,
        transactions: z.int(),
        transfers: z.int(),
        totals: z.string(),
        /** From form 2 on; null: the seal is the first to cover no version of the programme. */
        programs: z.string().nullable(),
        sealedAt: z.iso.datetime(),
        keyId: z.string(),
        /** Null when the key has left the ring. */
        publicKey: hex.nullable(),
        hash: hex,
        signature: hex,
      })
      .nullable(),
  })
  .meta({ id: 'LedgerProof' });
export type Proof = z.infer<typeof proofSchema>;
