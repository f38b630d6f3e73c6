import type { ProviderSignIn } from '../../generated/prisma/client';
import type { Tx } from '../../platform/database/database';

// SQL by hand: leases and expiry by the database's clock, and changes within arrays.

/** Makes changes of a network's provider wait for each other. */
export async function lockProvider(tx: Tx, networkId: string): Promise<void> {
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended('identity provider ' || ${networkId}, 0))`;
}

/** False where none of these domains is new. One that was taken from the list meanwhile is left out. */
export async function addProvenDomains(tx: Tx, networkId: string, domains: readonly string[]): Promise<boolean> {
  const row = await tx.maybe<{ networkId: string }>`UPDATE identity_providers SET proven_domains = ARRAY(
        SELECT d FROM unnest(domains) d WHERE d = ANY(proven_domains) OR d = ANY(${domains}))
      WHERE network_id = ${networkId} AND domains && ${domains} AND NOT proven_domains @> ${domains} RETURNING network_id`;
  return row !== undefined;
}

export async function removeProvenDomain(tx: Tx, networkId: string, domain: string): Promise<void> {
  await tx.query`
    UPDATE identity_providers SET proven_domains = array_remove(proven_domains, ${domain}) WHERE network_id = ${networkId}`;
}

/** Sign-ins that were left behind go with a later one. */
export async function deleteLeftBehind(tx: Tx): Promise<void> {
  await tx.query`DELETE FROM provider_sign_ins WHERE state_hash IN (
      SELECT state_hash FROM provider_sign_ins WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED)`;
}

export type SignInUnderWay = Pick<ProviderSignIn, 'networkId' | 'issuer' | 'nonce' | 'verifier'>;

/** Takes the sign-in with this state and browser, once. */
export function takeSignIn(tx: Tx, stateHash: Buffer, browserHash: Buffer) {
  return tx.maybe<{ networkId: string; issuer: string; nonce: string; verifier: string }>`
    UPDATE provider_sign_ins SET used_at = now()
     WHERE state_hash = ${stateHash} AND browser_hash = ${browserHash} AND used_at IS NULL AND expires_at > now()
     RETURNING provider_network_id AS network_id, issuer, nonce, verifier`;
}

export interface DueSession {
  readonly sessionId: string;
  readonly networkId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly refreshEncrypted: Buffer | null;
  /** Whether the provider has said nothing for longer than is borne. */
  readonly silentTooLong: boolean;
}

/** Takes the session of this refresh token if the provider has to be asked again; one caller at a time gets it. */
export function takeDueSession(
  tx: Tx,
  refreshHash: Buffer,
  times: { readonly everySeconds: number; readonly silentSeconds: number; readonly askingSeconds: number },
) {
  return tx.maybe<DueSession>`
    UPDATE provider_sessions p SET asking_until = now() + make_interval(secs => ${times.askingSeconds})
     FROM sessions s
     WHERE s.refresh_hash = ${refreshHash} AND s.id = p.session_id AND s.revoked_at IS NULL
       AND p.checked_at < now() - make_interval(secs => ${times.everySeconds}) AND (p.asking_until IS NULL OR p.asking_until < now())
     RETURNING p.session_id, s.network_id AS "network_id!", p.issuer, p.subject,
       p.refresh_encrypted, p.checked_at < now() - make_interval(secs => ${times.silentSeconds}) AS "silent_too_long!"`;
}
