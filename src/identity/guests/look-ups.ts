import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { IdentificationWay } from '../../decision';
import { Database, type Statements } from '../../platform/database/database';
import { isRefusedByData } from '../../platform/database/database-failure';
import { Audit, type AuditEntry } from '../../security';
import { Identifications } from '../cards/identifications';
import type { GuestReader } from './read-guests';

/** A look-up that found a guest. */
export interface LookUp {
  /** The id of its audit entry. */
  readonly id: string;
  readonly networkId: string;
  readonly guestId: string;
  readonly way: IdentificationWay;
  readonly asker: GuestReader;
}

/** How long an answered look-up may wait to be written together with others (docs/security.md). */
const WAITS_MS = 50;
/** The pause after a failed write. */
const RETRIES_AFTER_MS = 500;
const MAX_TOGETHER = 200;
/** The most answered look-ups that are not yet written; beyond it, each is written before its answer. */
const MAX_WAITING = 1_000;

/**
 * Records look-ups of guests, for the spending limits and the audit. A look-up by card or phone changes nothing else, so it is answered at once and
 * written with others up to 50 ms later, but always before an act that depends on it. While writes fail, a look-up is answered only after its own
 * write, and earlier ones are tried again.
 */
@Injectable()
export class LookUps implements OnApplicationShutdown {
  private readonly logger = new Logger(LookUps.name);
  private waiting: LookUp[] = [];
  /** Look-ups that wait or are being written, by actor and guest. */
  private readonly unwritten = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private hasFailed = false;

  constructor(
    private readonly database: Database,
    private readonly identifications: Identifications,
    private readonly audit: Audit,
  ) {}

  /** Writes the look-up with others. Resolves when the answer may be sent. */
  async noteLater(lookUp: LookUp): Promise<void> {
    if (this.hasFailed || this.waiting.length >= MAX_WAITING) return this.writeTogether(lookUp.networkId, [lookUp]);
    const key = keyOf(lookUp.asker.principal.id, lookUp.guestId);
    this.unwritten.set(key, (this.unwritten.get(key) ?? 0) + 1);
    this.waiting.push(lookUp);
    if (this.waiting.length >= MAX_TOGETHER) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), WAITS_MS);
  }

  /** Writes the look-up in the caller's transaction. */
  async note(tx: Pick<Statements, 'query'>, lookUp: LookUp): Promise<void> {
    const { networkId, asker, guestId, way } = lookUp;
    // Waits for an earlier look-up, which would otherwise overwrite this one.
    await this.written(asker.principal.id, guestId);
    await this.identifications.note(tx, networkId, asker.principal.id, [guestId], way);
    await this.audit.append(tx, networkId, entryOf(lookUp));
  }

  /** Resolves once this process has tried to write the actor's look-ups of the guest; null: none waits. */
  written(actorId: string, guestId: string): Promise<void> | null {
    return this.unwritten.has(keyOf(actorId, guestId)) ? this.flush() : null;
  }

  /** Writes the last look-ups before the connections end. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
    if (this.waiting.length > 0)
      this.logger.error({ message: 'look-ups were not written to the audit', count: this.waiting.length });
  }

  /** Never rejects. */
  private flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const taken = this.waiting;
    this.waiting = [];
    this.writing = this.writing.then(async () => {
      for (const networkId of new Set(taken.map((lookUp) => lookUp.networkId)))
        await this.writeAll(
          networkId,
          taken.filter((lookUp) => lookUp.networkId === networkId),
        );
    });
    return this.writing;
  }

  private async writeAll(networkId: string, lookUps: readonly LookUp[]): Promise<void> {
    try {
      await this.writeTogether(networkId, lookUps);
      this.hasFailed = false;
      lookUps.forEach((lookUp) => this.forget(lookUp));
    } catch (error) {
      if (isRefusedByData(error)) await this.writeEach(networkId, lookUps, error);
      else this.tryAgain(lookUps, error);
    }
  }

  /** Writes look-ups one by one, because one may be impossible to write, for example when its network was deleted. */
  private async writeEach(networkId: string, lookUps: readonly LookUp[], error: unknown): Promise<void> {
    const [first] = lookUps;
    if (first === undefined) return;
    if (lookUps.length > 1) {
      for (const lookUp of lookUps) await this.writeAll(networkId, [lookUp]);
      return;
    }
    this.hasFailed = false;
    this.forget(first);
    this.logger.error({ message: 'a look-up was not written to the audit', networkId, guestId: first.guestId, error });
  }

  private tryAgain(lookUps: readonly LookUp[], error: unknown): void {
    if (!this.hasFailed) this.logger.warn({ message: 'look-ups wait to be written to the audit', error });
    this.hasFailed = true;
    this.waiting = [...lookUps, ...this.waiting];
    this.timer ??= setTimeout(() => void this.flush(), RETRIES_AFTER_MS);
  }

  private forget({ asker, guestId }: LookUp): void {
    const key = keyOf(asker.principal.id, guestId);
    const others = (this.unwritten.get(key) ?? 1) - 1;
    if (others === 0) this.unwritten.delete(key);
    else this.unwritten.set(key, others);
  }

  private writeTogether(networkId: string, lookUps: readonly LookUp[]): Promise<void> {
    return this.database.writeTogether(networkId, async (tx) => {
      await this.identifications.noteAll(
        tx,
        networkId,
        lookUps.map(({ asker, guestId, way }) => ({ actorId: asker.principal.id, guestId, way })),
      );
      await this.audit.appendAll(tx, networkId, lookUps.map(entryOf));
    });
  }
}

function entryOf({ id, asker, guestId, way }: LookUp): AuditEntry {
  return {
    id,
    actor: asker.principal,
    origin: asker.origin,
    action: 'guest.looked_up',
    subjectKind: 'guest',
    subjectId: guestId,
    after: { way: AUDITED_WAY[way] },
  };
}

function keyOf(actorId: string, guestId: string): string {
  return `${actorId} ${guestId}`;
}

/** The ways' names in audit entries. Stored entries keep the names of the first version. */
const AUDITED_WAY: Readonly<Record<IdentificationWay, string>> = {
  QR: 'qr',
  CODE: 'code',
  CARD: 'card',
  PHONE: 'phone',
  NAME: 'name',
  TILL_SYSTEM: 'till_system',
};
