import type { FoundWork } from '../../platform/queue/job-kind';
import type { NetworkSign } from './network-signs';

/** A new event below the watermark, another version of the configuration, or `network_signs` says that the job is due. */
export type Sign = 'events' | 'rules' | 'due';

export interface LooksPlan {
  readonly name: string;
  readonly everyMs: number;
  readonly idleUpToMs: number;
  readonly signs: readonly Sign[];
  readonly isHourly: boolean;
}

/** Upper bound of the wait after a failure, or where a sign stays. */
const FRUITLESS_UP_TO_MS = 60_000;
/** Looks that no sign called for vary by this share, so that those of all networks do not come together. */
const JITTER = 0.2;
interface NetworkLook {
  readonly sign: NetworkSign;
  /** Signs are ignored until this time. */
  readonly deafUntil: number;
  readonly deafMs: number;
  /** Until this time only a sign causes a look. */
  readonly until: number;
  /** Whether the next look, too, will probably find nothing new. */
  readonly isFruitless: boolean;
}

/** Which networks to look at for one kind of job, by their signs. A hint in memory: the work itself finds what there is. */
export class NetworkLooks {
  private readonly looks = new Map<string, NetworkLook>();

  constructor(private readonly plan: LooksPlan) {}

  forget(): void {
    this.looks.clear();
  }

  /** The networks that may have work, which then count as looked at, and when each will have work next. */
  find(signs: readonly NetworkSign[]): FoundWork[] {
    return signs.map((sign) => ({ key: sign.id, isDue: this.take(sign), ...this.nextMoment(sign) }));
  }

  /** Whether it is time to look at a network. If so, the look is taken as made. */
  take(sign: NetworkSign): boolean {
    const last = this.looks.get(sign.id);
    const now = performance.now();
    const isDue = this.isDue(sign);
    if (last !== undefined && now < last.until && (now < last.deafUntil || !this.isCalled(sign, last.sign))) {
      if (last.isFruitless && !isDue && now >= last.deafUntil) this.looks.set(sign.id, { ...last, isFruitless: false });
      return false;
    }
    const { everyMs, idleUpToMs } = this.plan;
    // Where a sign stays, or a look failed, the next waits twice as long each time.
    const doubledMs = last?.isFruitless === true ? Math.min(last.deafMs * 2, FRUITLESS_UP_TO_MS) : 0;
    const deafMs = Math.max(everyMs, doubledMs);
    const idleMs = idleUpToMs * (1 - JITTER * Math.random());
    // The next run comes a period later, give or take what the schedule varies.
    const [deafUntil, until] = [now + deafMs - everyMs / 2, now + idleMs - everyMs / 2];
    this.looks.set(sign.id, { sign, deafUntil, deafMs, until, isFruitless: isDue });
    return true;
  }

  /** The look found something, so the next period has one again. */
  hadWork({ id }: NetworkSign): void {
    this.looks.delete(id);
  }

  /** The look failed: the next one waits, longer after each failure. */
  failed({ id }: NetworkSign): void {
    const last = this.looks.get(id);
    if (last !== undefined) this.looks.set(id, { ...last, until: last.deafUntil, isFruitless: true });
  }

  private isDue(sign: NetworkSign): boolean {
    return this.plan.signs.includes('due') && sign.due.includes(this.plan.name);
  }

  private isCalled(sign: NetworkSign, before: NetworkSign): boolean {
    const { signs } = this.plan;
    return (
      this.isDue(sign) ||
      (signs.includes('events') && sign.reached !== before.reached) ||
      (signs.includes('rules') && sign.rules !== before.rules)
    );
  }

  private nextMoment({ next }: NetworkSign): Pick<FoundWork, 'inMs'> {
    const { name, isHourly } = this.plan;
    const now = performance.now();
    // `network_signs` reports work that is due already.
    const inMs = [next[name] ?? now, (isHourly ? next['hour'] : undefined) ?? now]
      .map((at) => at - now)
      .filter((ms) => ms > 0);
    return inMs.length === 0 ? {} : { inMs: Math.min(...inMs) };
  }
}
