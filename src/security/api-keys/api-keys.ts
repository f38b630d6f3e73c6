import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Notifications } from '../../platform/database/notifications';
import { GenerationCache } from '../../platform/memory/generation-cache';
import { scopesNeedSecondPerson } from '../permissions/permissions.rules';
import type { KeyPrincipal, KeyIdentification, KeyScope } from '../principal/principal';
import { hashApiKey, looksLikeApiKey } from './api-key.rules';
import { API_KEY_REVOKED } from './api-keys.sql';

interface KnownKey {
  readonly principal: KeyPrincipal;
  readonly expiresAtMs: number;
}

const KNOWN_HALF = 2_000;
const KNOWN_MS = 60_000;
const TOUCHED_EVERY_MS = 60_000;

interface CachedKey {
  readonly principal: KeyPrincipal;
  readonly untilMs: number;
}

/** Authenticates API keys. A process caches a key by its hash for a minute, and drops all cached keys when one is revoked. */
@Injectable()
export class ApiKeys {
  private readonly logger = new Logger(ApiKeys.name);
  private readonly known = new GenerationCache<CachedKey>(KNOWN_HALF);
  /** Keys as last read from the database, however long ago, without revoked ones. */
  private readonly last = new GenerationCache<{ readonly principal: KeyPrincipal; readonly expiresAtMs: number }>(
    KNOWN_HALF,
  );
  /** Hashes of keys that were valid when this process last looked them up. Kept when a key is revoked, so that strangers don't pass before the others. */
  private readonly met = new GenerationCache<true>(KNOWN_HALF);
  /** Current look-ups by key; concurrent requests with the same key share one. */
  private readonly lookUps = new Map<string, Promise<KeyPrincipal | undefined>>();
  private readonly touchedMs = new Map<string, number>();
  private listening: Promise<void> | undefined;
  /** Rises whenever a key may have been revoked, so that a result read before that is not cached afterwards. */
  private generation = 0;

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
  ) {}

  /** The principal of a valid key; undefined otherwise. */
  async authenticate(key: string): Promise<KeyPrincipal | undefined> {
    if (!looksLikeApiKey(key)) return undefined;
    const nowMs = this.clock.now().getTime();
    const known = this.known.get(key);
    if (known !== undefined && known.untilMs > nowMs && this.notifications.connected) return known.principal;
    const underWay = this.lookUps.get(key);
    if (underWay !== undefined) return underWay;
    const lookUp = this.lookUp(key, nowMs).finally(() => {
      if (this.lookUps.get(key) === lookUp) this.lookUps.delete(key);
    });
    this.lookUps.set(key, lookUp);
    return lookUp;
  }

  /** The principal of a key as last read; undefined: this process has never read it, or it has expired or was revoked since. */
  lastKnown(key: string): KeyPrincipal | undefined {
    const last = this.last.get(key);
    return last !== undefined && last.expiresAtMs > this.clock.now().getTime() ? last.principal : undefined;
  }

  /** Whether the key was valid when it was last looked up, or is being looked up, so that it does not count against its address. */
  isRemembered(key: string): boolean {
    return this.lookUps.has(key) || this.met.get(nameOf(key)) !== undefined;
  }

  /** Makes all processes look keys up again once `tx` commits; follow with `forget` for this process. */
  async announceForgotten(tx: Tx): Promise<void> {
    await tx.query`SELECT pg_notify(${API_KEY_REVOKED}, ${''})`;
  }

  /** Drops all cached keys in this process at once, before its own notification arrives. */
  forget(): void {
    this.last.clear();
    this.forgetKnown();
  }

  private forgetKnown(): void {
    this.generation += 1;
    this.known.clear();
    this.lookUps.clear();
  }

  private async lookUp(key: string, nowMs: number): Promise<KeyPrincipal | undefined> {
    await this.listen();
    const generation = this.generation;
    const found = await this.database.asPlatform((tx) => findApiKey(tx, hashApiKey(key)));
    if (found === undefined) {
      this.known.delete(key);
      this.last.delete(key);
      this.met.delete(nameOf(key));
      return undefined;
    }
    const { principal, expiresAtMs } = found;
    const untilMs = Math.min(nowMs + KNOWN_MS, expiresAtMs);
    this.met.set(nameOf(key), true);
    if (generation === this.generation) {
      this.known.set(key, { principal, untilMs });
      this.last.set(key, { principal, expiresAtMs });
    }
    this.touch(principal, nowMs);
    return principal;
  }

  private listen(): Promise<void> {
    this.listening ??= this.notifications.listen(API_KEY_REVOKED, {
      onMessage: () => this.forget(),
      onGap: () => this.forgetKnown(),
    });
    return this.listening;
  }

  /** Records the last use of a key for managers: in the background, at most once a minute. */
  private touch(principal: KeyPrincipal, nowMs: number): void {
    if (nowMs - (this.touchedMs.get(principal.id) ?? 0) < TOUCHED_EVERY_MS) return;
    if (this.touchedMs.size > KNOWN_HALF) this.touchedMs.clear();
    this.touchedMs.set(principal.id, nowMs);
    this.database
      .inNetwork(principal.networkId, (tx) => touchApiKey(tx, principal.id))
      .catch((error: unknown) => {
        this.logger.warn(`the last use of a key was not written down: ${String(error)}`);
      });
  }
}

function nameOf(key: string): string {
  return hashApiKey(key).toString('base64');
}

/** The valid key with this hash in an open network. Runs in the platform's role. */
async function findApiKey(tx: Tx, keyHash: Buffer): Promise<KnownKey | undefined> {
  const row = await tx.maybe<{
    id: string;
    integrationId: string;
    networkId: string;
    scopes: KeyScope[];
    identifies: KeyIdentification;
    createdBy: string | null;
    expiresAt: Date | null;
  }>`
    SELECT k.id, k.integration_id, k.network_id, k.scopes, k.identifies, k.created_by, k.expires_at FROM api_keys k
     JOIN networks n ON n.id = k.network_id
     WHERE k.key_hash = ${keyHash} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
       AND n.closed_at IS NULL`;
  if (row === undefined) return undefined;
  const { expiresAt, createdBy, ...key } = row;
  // A second person approved each key that can give points, so such a key has no sole decider.
  const soleDecider = scopesNeedSecondPerson(key.scopes) ? null : createdBy;
  return {
    principal: { kind: 'key', ...key, soleDecider },
    expiresAtMs: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx.query`UPDATE api_keys SET last_used_at = now() WHERE id = ${id}`;
}
