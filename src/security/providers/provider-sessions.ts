import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Pii } from '../personal-data/pii';
import { NO_ORIGIN } from '../principal/authenticated-request';
import { refreshHashOf, Sessions } from '../sessions/sessions';
import type { ProviderReason } from './provider-failure.rules';
import { type Proven, ProviderClient } from './provider-client';
import { ProviderPeople } from './provider-people';
import { type Provider, Providers } from './providers';
import * as rows from './providers.sql';

/** The provider is asked about a person who is signed in at least as often. */
export const RECHECK_MINUTES = 30;
/** A provider that does not answer is borne for so long; then its people sign in anew. */
export const SILENT_MINUTES = 240;
/** While one call asks, others do not. */
const ASKING_SECONDS = 60;
/** So long after a sign-in at the provider a person without a password may set up a second factor. */
const FRESH_MS = 10 * 60_000;

/** Refusals that are about the person; others are about the provider or its settings, which a manager repairs. */
const OF_THE_PERSON: readonly unknown[] = ['code', 'token', 'denied'] satisfies ProviderReason[];

const TIMES = {
  everySeconds: RECHECK_MINUTES * 60,
  silentSeconds: SILENT_MINUTES * 60,
  askingSeconds: ASKING_SECONDS,
};

/** Sessions that began at a provider: it is asked again when they are renewed, and they end with the person's rights. */
@Injectable()
export class ProviderSessions {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly client: ProviderClient,
    private readonly people: ProviderPeople,
    private readonly pii: Pii,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /** Called before a session is renewed. Ends the session that the provider no longer stands for. */
  async recheck(refreshToken: string): Promise<void> {
    const hash = refreshHashOf(refreshToken);
    const due = await this.database.asPlatform((tx) => rows.takeDueSession(tx, hash, TIMES));
    if (due === undefined) return;
    if (!(await this.isStillAdmitted(due))) await this.sessions.end(due.sessionId, 'provider_refused');
  }

  /** @throws ProblemError `invalid_credentials` for a session that did not just begin at a provider */
  async requireFresh(sessionId: string): Promise<void> {
    const openedAt = { gt: new Date(this.clock.now().getTime() - FRESH_MS) };
    const fresh = await this.database.asPlatform((tx) =>
      tx.prisma.providerSession.count({ where: { sessionId, openedAt } }),
    );
    if (fresh === 0) throw new ProblemError('invalid_credentials');
  }

  private async isStillAdmitted(due: rows.DueSession): Promise<boolean> {
    const { networkId, issuer, refreshEncrypted } = due;
    const provider = await this.database.inNetwork(networkId, (tx) => this.providers.access(tx, networkId));
    if (provider?.enabled !== true || provider.issuer !== issuer || refreshEncrypted === null) return false;
    const proven = await this.ask(due, provider, this.pii.decrypt(null, 'secret', refreshEncrypted));
    // Silent: it is asked again with a later renewal, for as long as it is borne.
    if (proven === 'SILENT') return !due.silentTooLong;
    if (proven === 'REFUSED') return false;
    const admission = await this.database.inNetwork(networkId, (tx) =>
      this.people.admit(tx, networkId, provider, proven.person, NO_ORIGIN),
    );
    this.sessions.noteEnded(admission.endedSessions);
    if ('refused' in admission) return false;
    const next = proven.refreshToken === null ? null : this.pii.encrypt(null, 'secret', proven.refreshToken);
    await this.database.asPlatform((tx) =>
      tx.prisma.providerSession.updateMany({
        where: { sessionId: due.sessionId },
        data: { checkedAt: this.clock.now(), askingUntil: null, refreshEncrypted: next },
      }),
    );
    return true;
  }

  private async ask(
    due: rows.DueSession,
    provider: Provider,
    refreshToken: string,
  ): Promise<Proven | 'SILENT' | 'REFUSED'> {
    try {
      return await this.client.proveAgain(provider, refreshToken, due.subject);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return OF_THE_PERSON.includes(error.data['reason']) ? 'REFUSED' : 'SILENT';
    }
  }
}
