import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, once } from '../../platform/telemetry/metrics';
import { Clock } from '../../platform/clock/clock';
import { Health } from '../../platform/health/health';
import { Logger } from '../../platform/telemetry/logger';

/** A subject gets at most one log line in this time. */
const LOG_EVERY_MS = 60_000;
/** How long the health page shows the warning. */
const TOLD_FOR_MS = 3_600_000;
const REMEMBERED_MAX = 10_000;
/** Limits that one person's mistakes don't reach, so an attack is likely: guesses, and codes that cost money to send. */
const LOOKS_LIKE_AN_ATTACK: ReadonlySet<string> = new Set([
  'code:address',
  'code:prefix',
  'code:network',
  'wrong-code:address',
]);

const refusals = once(
  'loyalty_limit_refusals_total',
  (name) =>
    new Counter({
      name,
      help: 'Requests refused because a limit on what can be guessed or sent was used up.',
      labelNames: ['limit'],
    }),
);

/** Reports a used-up limit by a metric, a log line, and a warning on the health page. */
@Injectable()
export class LimitAlarms implements OnModuleInit {
  private readonly lastRefusal = new Map<string, number>();
  private readonly lastLine = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly health: Health,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.health.register('limits', false, () => {
      const warnings = this.listWarnings();
      return Promise.resolve({ status: 'up', ...(warnings.length > 0 && { warnings }) });
    });
  }

  /** Reports a refused caller. The first words of `subject` name the limit: `code:address:…`, `coupon:till:…:…`, `family:…`. */
  noteRefusal(subject: string): void {
    const limit = subject.split(':').slice(0, -1).slice(0, 2).join(':');
    refusals.inc({ limit });
    const nowMs = this.clock.now().getTime();
    this.lastRefusal.set(limit, nowMs);
    if (nowMs - (this.lastLine.get(subject) ?? -Infinity) < LOG_EVERY_MS) return;
    if (this.lastLine.size >= REMEMBERED_MAX) this.lastLine.clear();
    this.lastLine.set(subject, nowMs);
    this.logger.event('warn', 'a limit is used up', { limit, subject });
  }

  private listWarnings(): string[] {
    const nowMs = this.clock.now().getTime();
    return [...this.lastRefusal]
      .filter(([limit, at]) => LOOKS_LIKE_AN_ATTACK.has(limit) && nowMs - at < TOLD_FOR_MS)
      .map(([limit]) => `the limit ${limit} was used up within the last hour`)
      .sort();
  }
}
