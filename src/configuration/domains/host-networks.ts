import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Homes } from '../../platform/homes/homes';
import { GenerationCache } from '../../platform/memory/generation-cache';
import { settings } from '../../platform/settings/settings';

/** How late other processes notice a change of a domain. */
const GOOD_FOR_MS = 60_000;
const KEPT_HOSTS = 2_000;

/** Finds networks by the host of a request; only proven domains count. */
@Injectable()
export class HostNetworks {
  private readonly cached = new GenerationCache<{ readonly code: string | undefined; readonly until: number }>(
    KEPT_HOSTS,
  );
  private readonly ownHosts: ReadonlySet<string>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    { hosts }: Homes,
  ) {
    const { publicUrl } = settings;
    this.ownHosts = new Set(['localhost', ...hosts, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])]);
  }

  /** Whether a network may have the host as its domain: neither an address of the installation nor an IP address. */
  mayBeOwn(host: string): boolean {
    const domain = domainOf(host);
    // An IP address, of version 4 or 6, is no domain.
    return !this.ownHosts.has(domain) && /\.[a-z][a-z0-9-]*$/.test(domain);
  }

  /**
   * The code of the network with the domain `host`; undefined: the host is the installation's. Rejects while the database is away and the host is
   * unknown here.
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
        // Pages must open without the database too, so that a till can go on; then the last result counts.
        if (kept !== undefined) return kept.code;
        throw thrown;
      });
    this.cached.set(domain, { code, until: now + GOOD_FOR_MS });
    return code;
  }

  /** Whether the network's guests may have signed in on its own domain, now or within this time. */
  mayHaveServed(networkId: string, withinSeconds: number): Promise<boolean> {
    return this.database.inNetwork(networkId, (tx) => hadOwnDomain(tx, networkId, withinSeconds));
  }

  /** Makes this process notice a change at once. */
  forget(domain: string): void {
    this.cached.delete(domain);
  }
}

/** A host name without dots at its end, which do not change its meaning. */
function domainOf(host: string): string {
  return host.toLowerCase().replace(/(?<!\.)\.+$/, '');
}

/** The code of the open network that has proven this domain. Runs in the platform's role. */
async function findNetworkOfDomain(tx: Tx, domain: string): Promise<string | undefined> {
  const row = await tx.maybe<{ code: string }>`
    SELECT n.code FROM network_domains d JOIN networks n ON n.id = d.network_id
     WHERE d.domain = ${domain} AND d.verified_at IS NOT NULL AND n.closed_at IS NULL`;
  return row?.code;
}

/** Whether the network has its own domain for its pages, or had one recently. */
async function hadOwnDomain(tx: Tx, networkId: string, withinSeconds: number): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM network_domains WHERE network_id = ${networkId}
      AND (verified_at IS NOT NULL OR served_until > now() - make_interval(secs => ${withinSeconds}))`;
  return row !== undefined;
}
