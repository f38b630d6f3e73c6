import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author } from '../../security';
import { type DomainAnswer, domainAnswer } from './domain.dto';
import { DomainProofs } from './domain-proofs';
import { takeDomainFromOthers } from './domain.sql';
import { HostNetworks } from './host-networks';

const TOKEN_BYTES = 24;

/** The own domain of a network, at most one: entered, proven and taken away. */
@Injectable()
export class Domains {
  constructor(
    private readonly database: Database,
    private readonly proofs: DomainProofs,
    private readonly hosts: HostNetworks,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async get(networkId: string): Promise<DomainAnswer> {
    return domainAnswer(await this.database.inNetwork(networkId, (tx) => find(tx, networkId)));
  }

  /** Another domain has another token and has to be proven anew; the same one stays as it is. */
  async set(tx: Tx, networkId: string, domain: string, author: Author): Promise<DomainAnswer> {
    const before = await find(tx, networkId);
    if (before?.domain === domain) return domainAnswer(before);
    const row = {
      domain,
      token: randomBytes(TOKEN_BYTES).toString('base64url'),
      verifiedAt: null,
      setAt: this.clock.now(),
    };
    await tx.prisma.networkDomain.upsert({ where: { networkId }, create: { networkId, ...row }, update: row });
    await this.audit.appendChange(tx, networkId, author, 'network.domain_changed', networkId, {
      before: { domain: before?.domain ?? null },
      after: { domain },
    });
    return domainAnswer(row);
  }

  async remove(tx: Tx, networkId: string, author: Author): Promise<DomainAnswer> {
    const before = await find(tx, networkId);
    if (before === null) return domainAnswer(null);
    await tx.prisma.networkDomain.delete({ where: { networkId } });
    await this.audit.appendChange(tx, networkId, author, 'network.domain_changed', networkId, {
      before: { domain: before.domain },
      after: { domain: null },
    });
    return domainAnswer(null);
  }

  /**
   * Asks the domain for the token. The network that proves a domain last has it, because a domain changes hands.
   * @throws ProblemError `not_found` without a domain; `domain_not_proven`; `changed_meanwhile`
   */
  async verify(networkId: string, author: Author): Promise<DomainAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) => find(tx, networkId));
    if (row === null) throw new ProblemError('not_found');
    const { domain, token } = row;
    if (!(await this.proofs.isShown(row))) throw new ProblemError('domain_not_proven', { domain });
    await this.database.asPlatform((tx) => takeDomainFromOthers(tx, networkId, domain));
    const verifiedAt = this.clock.now();
    await this.database.inNetwork(networkId, async (tx) => {
      const { count } = await tx.prisma.networkDomain.updateMany({
        where: { networkId, domain, token },
        data: { verifiedAt },
      });
      // Another manager has entered another domain while this one was asked.
      if (count === 0) throw new ProblemError('changed_meanwhile');
      await this.audit.appendChange(tx, networkId, author, 'network.domain_verified', networkId, {
        after: { domain },
      });
    });
    this.hosts.forget(domain);
    return domainAnswer({ domain, token, verifiedAt });
  }

  /** After the commit of `set` or `remove`: the domain of before leads nowhere in this process any more. */
  forget({ domain }: Pick<DomainAnswer, 'domain'>): void {
    if (domain !== null) this.hosts.forget(domain);
  }
}

function find(tx: Tx, networkId: string) {
  return tx.prisma.networkDomain.findUnique({
    where: { networkId },
    select: { domain: true, token: true, verifiedAt: true },
  });
}
