import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import { z } from 'zod';
import { BROUGHT_BY } from '../homes/homes';
import { GenerationCache } from '../memory/generation-cache';
import { ProblemError } from '../problems/problem';
import type { CallName } from './call-names';
import { CellPass } from './cell-pass';
import { type CellAddress, Directory } from './directory';

/** The header by which a server says from which cell it passes a call on. */
export const FROM_CELL = BROUGHT_BY;
/** A call with this header concerns this cell alone: another cell is collecting the answers of all. */
export const CELL_ALONE = 'x-cell-alone';
export const CELL_PASS = 'x-cell-pass';
/** The path at which a cell answers which of its networks have a name, such as an API key or an e-mail. */
const NAMED_NETWORKS = '/api/cells/networks';

const ANSWERS_WITHIN_MS = 5_000;
const KEPT_HALF = 10_000;
/** How long it is remembered that no cell knows a name. */
const UNKNOWN_FOR_MS = 10_000;
/** Names that this process looks up in other cells at once; further calls are answered 503. */
const MOST_AT_ONCE = 64;

export const namedNetworksSchema = z.strictObject({ networks: z.array(z.string().max(36)).max(1_000) });

/** Calls from this cell to the servers of the others. */
@Injectable()
export class CellCalls {
  private readonly known = new GenerationCache<readonly string[]>(KEPT_HALF);
  private readonly unknown = new GenerationCache<number>(KEPT_HALF);
  private underWay = 0;

  constructor(
    private readonly directory: Directory,
    private readonly pass: CellPass,
  ) {}

  /**
   * The networks of other cells that a part of a call names.
   * @throws ProblemError `unavailable` where no cell knows it and one did not answer
   */
  async find({ kind, forGood }: CallName, value: string): Promise<readonly string[]> {
    const key = `${kind} ${hash('sha256', value, 'base64url')}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if ((this.unknown.get(key) ?? 0) > performance.now()) return [];
    if (this.underWay >= MOST_AT_ONCE) throw away();
    this.underWay += 1;
    try {
      const answers = await Promise.allSettled(this.directory.others().map((cell) => this.ask(cell, kind, value)));
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (found.length === 0 && answers.some(({ status }) => status === 'rejected')) throw away();
      if (forGood === true && found.length > 0) this.known.set(key, found);
      if (forGood === true && found.length === 0) this.unknown.set(key, performance.now() + UNKNOWN_FOR_MS);
      return found;
    } finally {
      this.underWay -= 1;
    }
  }

  /** The answer of another cell to the same call; undefined: that cell is away, or it refused. */
  async get(cell: CellAddress, path: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
    try {
      const answer = await fetch(`${cell.address}${path}`, {
        headers: { ...headers, [FROM_CELL]: this.directory.here ?? '', [CELL_ALONE]: '1' },
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      return answer.ok ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Brings another cell a call as it came, which is about networks of several cells.
   * @throws ProblemError `unavailable` where the cell did not take it
   */
  async bring(cell: string, path: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<void> {
    const known = this.directory.find(cell);
    if (known === undefined) throw away();
    const answer = await fetch(`${known.address}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers, [FROM_CELL]: this.directory.here ?? '' },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    }).catch(() => undefined);
    if (answer?.ok !== true) throw away();
  }

  /** @throws Error where the other cell did not take the body */
  async hand(cell: string, path: string, body: object): Promise<void> {
    const known = this.directory.find(cell);
    if (known === undefined) throw new Error(`the directory has no cell ${cell}`);
    await this.post(known, path, body);
  }

  private async ask(cell: CellAddress, kind: string, value: string): Promise<readonly string[]> {
    const answer = await this.post(cell, NAMED_NETWORKS, { kind, value });
    return namedNetworksSchema.parse(await answer.json()).networks;
  }

  private async post(cell: CellAddress, path: string, body: object): Promise<Response> {
    const answer = await fetch(`${cell.address}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [CELL_PASS]: this.pass.sign() },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    if (!answer.ok) throw new Error(`cell ${cell.name} answered ${String(answer.status)}`);
    return answer;
  }
}

function away(): ProblemError {
  return new ProblemError('unavailable', {}, [], 1);
}
