import type { ProviderSession, ProviderSignIn } from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';

// SQL by hand: leases and expiry by the database's clock, and changes within arrays.

/** Makes changes of a network's provider wait for each other. */
export async function lockProvider(tx: Tx, networkId: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('identity provider ' || $1, 0))", [networkId]);
}

/** False where none of these domains is new. One that was taken from the list meanwhile is left out. */
export async function addProvenDomains(tx: Tx, networkId: string, domains: readonly string[]): Promise<boolean> {
  const row = await tx.maybe(
    `UPDATE identity_providers SET proven_domains = ARRAY(
       SELECT d FROM unnest(domains) d WHERE d = ANY(proven_domains) OR d = ANY($2))
     WHERE network_id = $1 AND domains && $2 AND NOT proven_domains @> $2 RETURNING network_id`,
    [networkId, domains],
  );
  return row !== undefined;
}

export async function removeProvenDomain(tx: Tx, networkId: string, domain: string): Promise<void> {
  await tx.query(
    'UPDATE identity_providers SET proven_domains = array_remove(proven_domains, $2) WHERE network_id = $1',
    [networkId, domain],
  );
}

/** Sign-ins that were left behind go with a later one. */
export async function deleteLeftBehind(tx: Tx): Promise<void> {
  await tx.query(
    `DELETE FROM provider_sign_ins WHERE state_hash IN (
       SELECT state_hash FROM provider_sign_ins WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED)`,
  );
}

export type SignInUnderWay = Pick<ProviderSignIn, 'networkId' | 'issuer' | 'nonce' | 'verifier'>;

/** Takes the sign-in with this state and browser, once. */
export function takeSignIn(tx: Tx, stateHash: Buffer, browserHash: Buffer): Promise<SignInUnderWay | undefined> {
  return tx.maybe<SignInUnderWay>(
    `UPDATE provider_sign_ins SET used_at = now()
     WHERE state_hash = $1 AND browser_hash = $2 AND used_at IS NULL AND expires_at > now()
     RETURNING provider_network_id AS "networkId", issuer, nonce, verifier`,
    [stateHash, browserHash],
  );
}

export interface DueSession extends Pick<ProviderSession, 'sessionId' | 'issuer' | 'subject' | 'refreshEncrypted'> {
  readonly networkId: string;
  /** Whether the provider has said nothing for longer than is borne. */
  readonly silentTooLong: boolean;
}

/** Takes the session of this refresh token if the provider has to be asked again; one caller at a time gets it. */
export function takeDueSession(
  tx: Tx,
  refreshHash: Buffer,
  times: { readonly everySeconds: number; readonly silentSeconds: number; readonly askingSeconds: number },
): Promise<DueSession | undefined> {
  return tx.maybe<DueSession>(
    `UPDATE provider_sessions p SET asking_until = now() + make_interval(secs => $4)
     FROM sessions s
     WHERE s.refresh_hash = $1 AND s.id = p.session_id AND s.revoked_at IS NULL
       AND p.checked_at < now() - make_interval(secs => $2) AND (p.asking_until IS NULL OR p.asking_until < now())
     RETURNING p.session_id AS "sessionId", s.network_id AS "networkId", p.issuer, p.subject,
       p.refresh_encrypted AS "refreshEncrypted", p.checked_at < now() - make_interval(secs => $3) AS "silentTooLong"`,
    [refreshHash, times.everySeconds, times.silentSeconds, times.askingSeconds],
  );
}
