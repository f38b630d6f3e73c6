import { Injectable } from '@nestjs/common';

/** `off`: the part is not configured; the health page lists it so. */
type CheckStatus = 'up' | 'down' | 'off';

export interface Check {
  readonly status: CheckStatus;
  /** Warnings for an operator while the part is up. */
  readonly warnings?: readonly string[];
  readonly [detail: string]: unknown;
}

interface RegisteredCheck {
  readonly matters: boolean;
  readonly run: () => Promise<Check>;
}

export interface Readiness {
  /** `degraded`: a part is down, and sales go on without it. */
  readonly status: 'ok' | 'degraded' | 'down';
  readonly checks: Readonly<Record<string, Check>>;
}

const PATIENCE_MS = 2_000;

/** The checks of the parts that this process needs. Each part registers its own check; a check that fails or is late counts as `down`. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, RegisteredCheck>();

  /** @param matters true where the part is needed to sell: readiness is 503 while the part is down */
  register(name: string, matters: boolean, run: () => Promise<Check>): void {
    this.checks.set(name, { matters, run });
  }

  async readiness(): Promise<Readiness> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, { matters, run }]) => ({ name, matters, check: await withPatience(run) })),
    );
    const down = entries.filter(({ check }) => check.status === 'down');
    const status = down.some(({ matters }) => matters) ? 'down' : down.length > 0 ? 'degraded' : 'ok';
    return {
      status,
      checks: Object.fromEntries(entries.map(({ name, check }) => [name, check])),
    };
  }
}

async function withPatience(run: () => Promise<Check>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    timer = setTimeout(() => resolve({ status: 'down' }), PATIENCE_MS);
  });
  try {
    // The public page does not say why a check failed; the log does.
    return await Promise.race([run().catch((): Check => ({ status: 'down' })), late]);
  } finally {
    clearTimeout(timer);
  }
}
