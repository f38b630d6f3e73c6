import type { Statements } from '../../platform/database/database';
import type { ConsentText } from './consent-text.rules';

/** A consent's text that is no longer in force. */
export interface EarlierConsentText extends ConsentText {
  readonly until: Date;
}

const MAX_TEXTS = 1_000;

/** Earlier texts of these kinds and versions, oldest first. */
export function listConsentTexts(
  tx: Statements,
  networkId: string,
  named: readonly { readonly kind: string; readonly version: string }[],
) {
  return tx.query<{ kind: ConsentText['kind']; version: string; text: ConsentText['text']; until: Date }>`
    SELECT t.kind, t.version, t.text, t.until FROM consent_texts t
      JOIN unnest(${named.map(({ kind }) => kind)}::text[], ${named.map(({ version }) => version)}::text[]) AS n (kind, version) ON n.kind = t.kind
        AND n.version = t.version
     WHERE t.network_id = ${networkId} ORDER BY t.until, t.id LIMIT ${MAX_TEXTS}`;
}
