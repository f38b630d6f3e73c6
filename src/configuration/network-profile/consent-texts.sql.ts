import type { Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { ConsentText } from './consent-text.rules';

/** A consent's text that is no longer in force. */
export interface EarlierConsentText extends ConsentText {
  readonly until: Date;
}

const MAX_TEXTS = 1_000;

/** Keeps texts that are removed from the settings. */
export async function keepConsentTexts(
  tx: Statements,
  networkId: string,
  texts: readonly ConsentText[],
): Promise<void> {
  if (texts.length === 0) return;
  await tx.query(
    `INSERT INTO consent_texts (network_id, id, kind, version, text)
     SELECT $1, t.id, t.kind, t.version, t.text::json
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS t (id, kind, version, text)`,
    [
      networkId,
      texts.map(() => newId()),
      texts.map(({ kind }) => kind),
      texts.map(({ version }) => version),
      texts.map(({ text }) => JSON.stringify(text)),
    ],
  );
}

/** Earlier texts of these kinds and versions, oldest first. */
export function listConsentTexts(
  tx: Statements,
  networkId: string,
  named: readonly { readonly kind: string; readonly version: string }[],
): Promise<EarlierConsentText[]> {
  return tx.query<EarlierConsentText>(
    `SELECT t.kind, t.version, t.text, t.until FROM consent_texts t
       JOIN unnest($2::text[], $3::text[]) AS n (kind, version) ON n.kind = t.kind AND n.version = t.version
      WHERE t.network_id = $1 ORDER BY t.until, t.id LIMIT $4`,
    [networkId, named.map(({ kind }) => kind), named.map(({ version }) => version), MAX_TEXTS],
  );
}
