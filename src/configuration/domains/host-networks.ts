import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { GenerationCache } from '../../platform/memory/generation-cache';
import { settings } from '../../platform/settings/settings';
import { findNetworkOfDomain, hadOwnDomain } from './domain.sql';

/** Other processes see a change of a domain within this time. */
const GOOD_FOR_MS = 60_000;
const KEPT_HOSTS = 2_000;

/** Networks by the host of a request: only domains that a network has proven lead to it. */
@Injectable()
export class HostNetworks {
  private readonly cached = new GenerationCache<{ readonly code: string | undefined; readonly until: number }>(
    KEPT_HOSTS,
  );
  private readonly ownHosts = new Set([
    'localhost',
    ...(settings.cellAddress === undefined ? [] : [new URL(settings.cellAddress).hostname]),
    ...(settings.publicUrl === undefined ? [] : [new URL(settings.publicUrl).hostname]),
  ]);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Whether a network may have the host as its domain: it is neither an address of the installation nor a number. */
  mayBeOwn(host: string): boolean {
    const domain = domainOf(host);
    // A number, with or without points, or an address of version 6 is no domain.
    return !this.ownHosts.has(domain) && /\.[a-z][a-z0-9-]*$/.test(domain);
  }

  /**
   * The code of the network whose domain the host is; undefined: an address of the installation. Fails while the database
   * does not say and nothing is known of the host.
   */
  async findCode(host: string): Promise<string | undefined> {
    const domain = domainOf(host);
    if (!this.mayBeOwn(domain)) return undefined;
    const now = this.clock.now().getTime();
    const kept = this.cached.get(domain);
    if (kept !== undefined && kept.until > now) return kept.code;
    const code = await this.database
      .asPlatform((tx) => findNetworkOfDomain(tx, domain))
      .catch((thrown: unknown) => {
        // Pages open without the database too, so that a till can go on: what was found last counts then.
        if (kept !== undefined) return kept.code;
        throw thrown;
      });
    this.cached.set(domain, { code, until: now + GOOD_FOR_MS });
    return code;
  }

  /** Whether guests of the network may have signed in on a domain of its own, now or within this time. */
  mayHaveServed(networkId: string, withinSeconds: number): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => hadOwnDomain(tx, networkId, withinSeconds));
  }

  /** In this process a change counts at once. */
  forget(domain: string): void {
    this.cached.delete(domain);
  }
}

/** A name with points at its end is the same name. */
function domainOf(host: string): string {
  return host.toLowerCase().replace(/\.+$/, '');
}
