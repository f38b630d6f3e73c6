import { readFileSync } from 'node:fs';
import path from 'node:path';

/** An exchange with an operation that a test recorded. */
export interface Example {
  readonly status?: number;
  readonly request?: unknown;
  readonly response?: unknown;
}

/** The lines of `examples.jsonl` (scripts/examples.mjs), one an operation, in the order of their ids. */
export function readExamples(): readonly (readonly [operation: string, example: Example])[] {
  const lines = readFileSync(path.join(__dirname, 'examples.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { operation, ...example } = JSON.parse(line) as Example & { readonly operation: string };
    return [operation, example];
  });
}
