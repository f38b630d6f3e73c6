import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROGRAM = path.resolve('packages/till-check/till-check.mjs');

export interface PlayedExchange {
  readonly id: string;
  readonly status: 'PASSED' | 'FAILED' | 'LEFT_OUT';
  readonly checks: readonly { readonly code: string; readonly passed: boolean; readonly values: object }[];
  readonly calls: readonly { readonly path: string; readonly mishap: string | null; readonly status: number | null }[];
}

/** A signed report as the kit writes it. */
export interface Report {
  readonly report: {
    readonly all: number;
    readonly counts: {
      readonly played: number;
      readonly passed: number;
      readonly failed: number;
      readonly leftOut: number;
    };
    readonly till: { readonly name: string };
    readonly exchanges: readonly PlayedExchange[];
  };
  readonly signature: { readonly publicKey: string; readonly value: string };
}

/** Runs the kit's one command. */
export function tillCheck(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...args]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Plays at a till; `folder` gets the report. */
export async function playAt(adapter: string, folder: string, ...args: string[]) {
  const { code, output } = await tillCheck('run', '--adapter', adapter, '--report', folder, ...args);
  return { code, output, ...readReport(folder) };
}

export function readReport(folder: string): Report {
  return JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as Report;
}

export function idsOf({ report }: Report, status: PlayedExchange['status']): string[] {
  return report.exchanges.filter((one) => one.status === status).map(({ id }) => id);
}

/** The checks that do not hold, with their exchanges. */
export function failuresOf({ report }: Report): object[] {
  return report.exchanges.flatMap(({ id, checks }) =>
    checks.filter(({ passed }) => !passed).map(({ code, values }) => ({ id, code, values })),
  );
}
