import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { examineInstallation } from '../../platform/doctor/examination';
import type { Finding } from '../../platform/doctor/finding';

/** An examination asks each network and the file system, so its answer serves all readers for this long. */
const EXAMINED_FOR_MS = 60_000;

interface Examination {
  readonly examinedAt: Date;
  readonly findings: readonly Finding[];
}

/** The doctor's findings about this installation, at most a minute old. It has connections of its own, so tills keep theirs. */
@Injectable()
export class InstallationHealth {
  private readonly examinations = new Map<
    string | null,
    { readonly atMs: number; readonly made: Promise<Examination> }
  >();

  constructor(private readonly clock: Clock) {}

  /** @param networkId of the networks this one alone; null: all */
  examine(networkId: string | null): Promise<Examination> {
    const examinedAt = this.clock.now();
    const nowMs = examinedAt.getTime();
    for (const [key, { atMs }] of this.examinations)
      if (Math.abs(nowMs - atMs) >= EXAMINED_FOR_MS) this.examinations.delete(key);
    const kept = this.examinations.get(networkId);
    if (kept !== undefined) return kept.made;
    const made = examineInstallation(networkId).then((findings) => ({ examinedAt, findings }));
    this.examinations.set(networkId, { atMs: nowMs, made });
    made.catch(() => this.examinations.delete(networkId));
    return made;
  }
}
