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

interface DueSession {
  readonly sessionId: string;
  readonly networkId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly refreshEncrypted: Buffer | null;
  /** Whether the provider has said nothing for longer than is borne. */
  readonly silentTooLong: boolean;
}

/** How often, at least, the provider is asked about a signed-in person. */
export const RECHECK_MINUTES = 30;
/** How long a provider may stay silent before its people have to sign in again. */
export const SILENT_MINUTES = 240;
/** While one call asks the provider, other calls wait this long before they ask too. */
const ASKING_SECONDS = 60;
/** So long after a sign-in at the provider a person without a password may set up a second factor. */
const FRESH_MS = 10 * 60_000;

/** Refusals that concern the person; others concern the provider or its settings, which a manager has to repair. */
const OF_THE_PERSON: readonly unknown[] = ['code', 'token', 'denied'] satisfies ProviderReason[];

const TIMES = {
  everySeconds: RECHECK_MINUTES * 60,
  silentSeconds: SILENT_MINUTES * 60,
  askingSeconds: ASKING_SECONDS,
};

/** Sessions that began at a provider. The provider is asked again when a session is renewed, and the session ends with the person's rights. */
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

  /** Call it before a session is renewed. Ends a session whose person the provider no longer accepts. */
  async recheck(refreshToken: string): Promise<void> {
    const hash = refreshHashOf(refreshToken);
    // Takes the session of this refresh token if the provider has to be asked again; one caller at a time gets it.
    const due = await this.database.asPlatform(
      (tx) => tx.maybe<DueSession>`
      UPDATE provider_sessions p SET asking_until = now() + make_interval(secs => ${TIMES.askingSeconds})
       FROM sessions s
       WHERE s.refresh_hash = ${hash} AND s.id = p.session_id AND s.revoked_at IS NULL
         AND p.checked_at < now() - make_interval(secs => ${TIMES.everySeconds}) AND (p.asking_until IS NULL OR p.asking_until < now())
       RETURNING p.session_id, s.network_id AS "network_id!", p.issuer, p.subject,
         p.refresh_encrypted, p.checked_at < now() - make_interval(secs => ${TIMES.silentSeconds}) AS "silent_too_long!"`,
    );
    if (due === undefined) return;
    if (!(await this.isStillAdmitted(due))) await this.sessions.end(due.sessionId, 'provider_refused');
  }

  /** @throws ProblemError `invalid_credentials` for a session that did not begin at a provider a moment ago */
  async requireFresh(sessionId: string): Promise<void> {
    const openedAt = { gt: new Date(this.clock.now().getTime() - FRESH_MS) };
    const fresh = await this.database.asPlatform((tx) =>
      tx.prisma.providerSession.count({ where: { sessionId, openedAt } }),
    );
    if (fresh === 0) throw new ProblemError('invalid_credentials');
  }

  private async isStillAdmitted(due: DueSession): Promise<boolean> {
    const { networkId, issuer, refreshEncrypted } = due;
    const provider = await this.database.inNetwork(networkId, (tx) => this.providers.access(tx, networkId));
    if (provider?.enabled !== true || provider.issuer !== issuer || refreshEncrypted === null) return false;
    const proven = await this.ask(due, provider, this.pii.decrypt(null, 'secret', refreshEncrypted));
    // The provider does not answer: later renewals ask again, until it has been silent for too long.
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

  private async ask(due: DueSession, provider: Provider, refreshToken: string): Promise<Proven | 'SILENT' | 'REFUSED'> {
    try {
      return await this.client.proveAgain(provider, refreshToken, due.subject);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return OF_THE_PERSON.includes(error.data['reason']) ? 'REFUSED' : 'SILENT';
    }
  }
}
