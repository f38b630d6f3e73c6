import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, moveToNetwork, type Tx } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author, NO_ORIGIN, UseCase } from '../../security';
import { type DomainAnswer, domainAnswer, type DomainRow } from './domain.dto';
import { DomainProofs } from './domain-proofs';
import { HostNetworks } from './host-networks';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Networks } from '../networks/networks';
import { Handles } from '../../platform/http/handlers-of';

interface Claim {
  readonly networkId: string;
  readonly token: string;
  readonly isProven: boolean;
}

const TOKEN_BYTES = 24;

/** Enters the own domain of a network; null takes it away. */
export class SetDomain extends UseCase<DomainAnswer, { domain: string | null }> {}

/** Checks whether a network's domain belongs to it. */
export class VerifyDomain extends UseCase<DomainAnswer> {}

/** A network's domain, at most one: entered, proven and removed. */
@Injectable()
export class Domains {
  constructor(
    private readonly database: Database,
    private readonly proofs: DomainProofs,
    private readonly hosts: HostNetworks,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `forbidden` in a sandbox */
  @Handles(SetDomain)
  async setDomain({ context: { networkId, call, author }, input: { domain } }: SetDomain): Promise<DomainAnswer> {
    // A domain belongs to one network, so a sandbox would take it from the real network.
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (domain !== null && sandboxOf !== null) throw new ProblemError('forbidden');
    const before = await this.get(networkId);
    const answer = await this.keyed.run(networkId, call, 200, (tx) =>
      domain === null ? this.remove(tx, networkId, author) : this.set(tx, networkId, domain, author),
    );
    if (before.domain !== null && answer.domain !== before.domain) this.hosts.forget(before.domain);
    return answer;
  }

  async get(networkId: string): Promise<DomainAnswer> {
    return domainAnswer(await this.database.inNetwork(networkId, (tx) => find(tx, networkId)));
  }

  /** A different domain gets a new token and has to be proven; the same domain stays unchanged. */
  private async set(tx: Tx, networkId: string, domain: string, author: Author): Promise<DomainAnswer> {
    const before = await find(tx, networkId);
    if (before?.domain === domain) return domainAnswer(before);
    await noteEndOfDomain(tx, networkId);
    const row = { domain, token: newToken(), verifiedAt: null, setAt: this.clock.now() };
    await tx.prisma.networkDomain.upsert({ where: { networkId }, create: { networkId, ...row }, update: row });
    await this.audit.appendChange(tx, networkId, author, 'network.domain_changed', networkId, {
      before: { domain: before?.domain ?? null },
      after: { domain },
    });
    return domainAnswer(row);
  }

  private async remove(tx: Tx, networkId: string, author: Author): Promise<DomainAnswer> {
    const before = await find(tx, networkId);
    if (before === null) return domainAnswer(null);
    await noteEndOfDomain(tx, networkId);
    const none = { domain: null, token: null, verifiedAt: null };
    await tx.prisma.networkDomain.update({ where: { networkId }, data: none });
    await this.audit.appendChange(tx, networkId, author, 'network.domain_changed', networkId, {
      before: { domain: before.domain },
      after: { domain: null },
    });
    return domainAnswer(null);
  }

  /**
   * Checks the domain for the token. The last network to prove a domain has it, because a domain may change its owner. The others get new tokens,
   * because their old records may still be in the domain.
   * @throws ProblemError `not_found` without a domain; `domain_not_proven`; `changed_meanwhile`
   */
  @Handles(VerifyDomain)
  async verifyDomain({ context: { networkId, author } }: VerifyDomain): Promise<DomainAnswer> {
    const row = found(await this.database.inNetwork(networkId, (tx) => find(tx, networkId)));
    const { domain, token } = row;
    if (!(await this.proofs.isShown(row))) throw new ProblemError('domain_not_proven', { domain });
    const verifiedAt = this.clock.now();
    const claimants = await this.database.asPlatform((tx) =>
      tx.prisma.networkDomain.findMany({
        where: { domain },
        select: { networkId: true },
        orderBy: { networkId: 'asc' },
      }),
    );
    await this.database
      .inNetwork(networkId, async (tx) => {
        const claims: Claim[] = [];
        // In the usual order of locks.
        for (const { networkId: id } of claimants) {
          await moveToNetwork(tx, id);
          // Locks the row of a network that entered a domain; undefined: the network has entered another one since.
          const claim = await tx.maybe<Claim>`
            SELECT network_id, token AS "token!", verified_at IS NOT NULL AS is_proven FROM network_domains
             WHERE network_id = ${id} AND domain = ${domain} FOR UPDATE`;
          if (claim !== undefined) claims.push(claim);
        }
        const own = claims.find((claim) => claim.networkId === networkId);
        // During the check, another manager entered another domain, or another network proved this one.
        if (own?.token !== token) throw new ProblemError('changed_meanwhile');
        if (!own.isProven)
          await this.takeFrom(
            tx,
            domain,
            claims.filter((claim) => claim !== own),
          );
        await moveToNetwork(tx, networkId);
        await tx.prisma.networkDomain.update({ where: { networkId }, data: { verifiedAt } });
        await this.audit.appendChange(tx, networkId, author, 'network.domain_verified', networkId, {
          after: { domain },
        });
      })
      // A network that entered the domain after the others were listed has proven it meanwhile.
      .catch((thrown: unknown) => {
        throw isUniqueViolation(thrown) ? new ProblemError('changed_meanwhile') : thrown;
      });
    this.hosts.forget(domain);
    return domainAnswer({ domain, token, verifiedAt });
  }

  /** Makes these networks' records in the domain worthless; the network that had the domain gets an audit entry. */
  private async takeFrom(tx: Tx, domain: string, claims: readonly Claim[]): Promise<void> {
    for (const { networkId, isProven } of claims) {
      await moveToNetwork(tx, networkId);
      await noteEndOfDomain(tx, networkId);
      const data = { token: newToken(), verifiedAt: null };
      await tx.prisma.networkDomain.update({ where: { networkId }, data });
      if (!isProven) continue;
      const system: Author = { actor: 'system', origin: NO_ORIGIN };
      await this.audit.appendChange(tx, networkId, system, 'network.domain_lost', networkId, { before: { domain } });
    }
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

async function find(tx: Tx, networkId: string): Promise<DomainRow | null> {
  const row = await tx.prisma.networkDomain.findUnique({ where: { networkId } });
  if (row?.domain == null || row.token === null) return null;
  return { domain: row.domain, token: row.token, verifiedAt: row.verifiedAt };
}

/** Call it before a network's domain is removed: records how long the domain was in use, if it was proven. */
async function noteEndOfDomain(tx: Tx, networkId: string): Promise<void> {
  await tx.query`
    UPDATE network_domains SET served_until = now() WHERE network_id = ${networkId} AND verified_at IS NOT NULL`;
}
