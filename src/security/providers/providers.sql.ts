import type { Tx } from '../../platform/database/database';

// SQL by hand: leases and ends by the clock of the database, and changes within arrays.

/** Changes of a network's provider come one after the other. */
export async function lockProvider(tx: Tx, networkId: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('identity provider ' || $1, 0))", [networkId]);
}

export interface OfferedProvider {
  readonly networkId: string;
  readonly code: string;
  readonly name: string;
}

const OFFERED = `SELECT n.id AS "networkId", n.code, n.name FROM identity_providers p JOIN networks n ON n.id = p.network_id
   WHERE p.enabled AND n.closed_at IS NULL`;

/** The providers that a person with an address of this domain is offered: of networks that have proven it. Runs as the platform. */
export function listProvidersOfDomain(tx: Tx, domain: string, limit: number): Promise<OfferedProvider[]> {
  return tx.query<OfferedProvider>(`${OFFERED} AND p.proven_domains @> ARRAY[$1] ORDER BY n.name LIMIT $2`, [
    domain,
    limit,
  ]);
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

/** The provider of the network with this code. Runs as the platform. */
export function findProviderOfNetwork(tx: Tx, code: string): Promise<OfferedProvider | undefined> {
  return tx.maybe<OfferedProvider>(`${OFFERED} AND n.code = $1`, [code]);
}

export interface NewSignIn {
  readonly stateHash: Buffer;
  readonly browserHash: Buffer;
  readonly networkId: string;
  readonly issuer: string;
  readonly nonce: string;
  readonly verifier: string;
}

export async function appendSignIn(tx: Tx, row: NewSignIn, lifeSeconds: number): Promise<void> {
  // Sign-ins that were left behind go with a later one.
  await tx.query(
    `DELETE FROM provider_sign_ins WHERE state_hash IN (
       SELECT state_hash FROM provider_sign_ins WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED)`,
  );
  await tx.query(
    `INSERT INTO provider_sign_ins (state_hash, browser_hash, provider_network_id, issuer, nonce, verifier, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))`,
    [row.stateHash, row.browserHash, row.networkId, row.issuer, row.nonce, row.verifier, lifeSeconds],
  );
}

export interface SignInUnderWay {
  readonly networkId: string;
  readonly issuer: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The network whose provider a sign-in under way asks. */
export function findNetworkOfSignIn(tx: Tx, stateHash: Buffer): Promise<{ networkId: string } | undefined> {
  return tx.maybe('SELECT provider_network_id AS "networkId" FROM provider_sign_ins WHERE state_hash = $1', [
    stateHash,
  ]);
}

/** Takes the sign-in of this state and browser, once. */
export function takeSignIn(tx: Tx, stateHash: Buffer, browserHash: Buffer): Promise<SignInUnderWay | undefined> {
  return tx.maybe<SignInUnderWay>(
    `UPDATE provider_sign_ins SET used_at = now()
     WHERE state_hash = $1 AND browser_hash = $2 AND used_at IS NULL AND expires_at > now()
     RETURNING provider_network_id AS "networkId", issuer, nonce, verifier`,
    [stateHash, browserHash],
  );
}

export interface ProvenSignIn {
  readonly networkId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly userId: string;
  readonly refreshEncrypted: Buffer | null;
}

/** Keeps a proven sign-in until the code of the second factor comes. */
export async function keepProvenSignIn(tx: Tx, stateHash: Buffer, proven: ProvenSignIn): Promise<void> {
  await tx.query(
    'UPDATE provider_sign_ins SET user_id = $2, subject = $3, refresh_encrypted = $4 WHERE state_hash = $1',
    [stateHash, proven.userId, proven.subject, proven.refreshEncrypted],
  );
}

export function findProvenSignIn(tx: Tx, stateHash: Buffer, browserHash: Buffer): Promise<ProvenSignIn | undefined> {
  return tx.maybe<ProvenSignIn>(
    `SELECT provider_network_id AS "networkId", issuer, subject, user_id AS "userId", refresh_encrypted AS "refreshEncrypted"
     FROM provider_sign_ins
     WHERE state_hash = $1 AND browser_hash = $2 AND user_id IS NOT NULL AND expires_at > now()`,
    [stateHash, browserHash],
  );
}

/** False when another call was first. */
export async function removeSignIn(tx: Tx, stateHash: Buffer): Promise<boolean> {
  const rows = await tx.query('DELETE FROM provider_sign_ins WHERE state_hash = $1 RETURNING state_hash', [stateHash]);
  return rows.length === 1;
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

/** Takes the session of this refresh token where the provider is to be asked again; one caller at a time gets it. */
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

export async function noteChecked(tx: Tx, sessionId: string, refreshEncrypted: Buffer | null): Promise<void> {
  await tx.query(
    'UPDATE provider_sessions SET checked_at = now(), asking_until = NULL, refresh_encrypted = $2 WHERE session_id = $1',
    [sessionId, refreshEncrypted],
  );
}

/** Whether the session began at a provider within the given seconds. */
export async function isFreshFromProvider(tx: Tx, sessionId: string, seconds: number): Promise<boolean> {
  const row = await tx.maybe(
    'SELECT 1 FROM provider_sessions WHERE session_id = $1 AND opened_at > now() - make_interval(secs => $2)',
    [sessionId, seconds],
  );
  return row !== undefined;
}

export async function findUserIdByEmail(tx: Tx, emailIndex: Buffer): Promise<string | undefined> {
  return (await tx.maybe<{ id: string }>('SELECT id FROM users WHERE email_index = $1', [emailIndex]))?.id;
}

export async function noteLost(tx: Tx, networkId: string, userId: string): Promise<void> {
  await tx.query('UPDATE provider_people SET lost_at = now() WHERE network_id = $1 AND user_id = $2', [
    networkId,
    userId,
  ]);
}

/** The restaurants of the network among these. */
export async function keepRestaurants(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('SELECT id FROM restaurants WHERE id = ANY($1) ORDER BY id', [ids]);
  return rows.map(({ id }) => id);
}
