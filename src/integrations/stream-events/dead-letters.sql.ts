import type { Tx } from '../../platform/database/database';

interface NewLetter {
  readonly id: string;
  readonly topic: string;
  readonly integrationId: string;
  readonly keyId: string;
  readonly digest: Buffer;
  readonly eventId: string | null;
  readonly bodyEncrypted: Buffer;
  readonly bodyBytes: number;
  readonly reason: string;
  readonly faults: readonly { readonly path: string; readonly code: string }[];
}

/** Stores a letter. An event that was set aside before keeps its row and gets the new reason, unless it was recorded since. */
export function putLetter(tx: Tx, networkId: string, letter: NewLetter) {
  return tx.one<{ id: string; status: string; transactionId: string | null }>`
    INSERT INTO dead_letters (network_id, id, topic, integration_id, key_id, digest, event_id, body_encrypted, body_bytes,
     reason, faults)
     VALUES (${networkId}, ${letter.id}, ${letter.topic}, ${letter.integrationId}, ${letter.keyId}, ${letter.digest}, ${letter.eventId},
     ${letter.bodyEncrypted}, ${letter.bodyBytes}, ${letter.reason}, ${JSON.stringify(letter.faults)})
     ON CONFLICT (network_id, integration_id, digest) DO UPDATE
       SET attempts = dead_letters.attempts + 1, tried_at = clock_timestamp(),
           reason = CASE dead_letters.status WHEN 'RECORDED' THEN dead_letters.reason ELSE excluded.reason END,
           faults = CASE dead_letters.status WHEN 'RECORDED' THEN dead_letters.faults ELSE excluded.faults END
     RETURNING id, status, transaction_id`;
}

/** Closes letters whose events were recorded after all. */
export async function settleLetters(
  tx: Tx,
  networkId: string,
  integrationId: string,
  recorded: readonly { readonly digest: Buffer; readonly transactionId: string | null }[],
): Promise<void> {
  await tx.query`
    UPDATE dead_letters l SET status = 'RECORDED', transaction_id = r.transaction_id, tried_at = clock_timestamp()
      FROM unnest(${recorded.map(({ digest }) => digest)}::bytea[], ${recorded.map((one) => one.transactionId)}::uuid[]) AS r (digest,
      transaction_id)
     WHERE l.network_id = ${networkId} AND l.integration_id = ${integrationId} AND l.digest = r.digest AND l.status = 'WAITING'`;
}
