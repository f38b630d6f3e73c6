import { Injectable } from '@nestjs/common';
import type { Merge } from '../homes/homes';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { ProblemError } from '../problems/problem';
import { memberOf } from './call-names';
import { CELL_ALONE, CellCalls } from './cell-calls';
import { type CellAddress, Directory, type PlacedNetwork } from './directory';

/** The header that names the cells that did not answer, so that their figures or rows are missing. */
const MISSING_CELLS = 'X-Missing-Cells';

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A cursor within another cell's rows: `CELL~` before that cell's own cursor. */
const FOREIGN_CURSOR = /^([a-z][a-z0-9-]*)~(.*)$/;

/** Merges the answers of all cells into one. */
@Injectable()
export class AnswersOfCells {
  constructor(
    private readonly directory: Directory,
    private readonly calls: CellCalls,
  ) {}

  /** Undefined: the call concerns one network, or another cell is collecting the answers. */
  collect(
    { request, reply }: { readonly request: ApiRequest; readonly reply: ApiReply },
    merge: Merge<never>,
    mine: () => Promise<unknown>,
  ): Promise<unknown> | undefined {
    if (request.headers[CELL_ALONE] !== undefined || request.user?.networkId !== null) return undefined;
    return merge === 'PAGES' ? this.page(request, reply, mine) : this.merged(request, reply, merge, mine);
  }

  private async merged(
    request: ApiRequest,
    reply: ApiReply,
    make: (mine: never, others: readonly never[]) => unknown,
    mine: () => Promise<unknown>,
  ): Promise<unknown> {
    const cells = this.directory.others();
    const [own, ...answers] = await Promise.all([mine(), ...cells.map((cell) => this.ask(cell, request, request.url))]);
    const missing = cells.filter((_cell, at) => answers[at] === undefined);
    if (missing.length > 0) reply.header(MISSING_CELLS, missing.map(({ name }) => name).join(', '));
    return make(own as never, answers.filter((answer) => answer !== undefined) as never[]);
  }

  /** Pages this cell's rows first, then those of the other cells by name. */
  private async page(request: ApiRequest, reply: ApiReply, mine: () => Promise<unknown>): Promise<Page> {
    const query = request.query as { cursor?: string };
    const [, name, cursor = ''] = FOREIGN_CURSOR.exec(query.cursor ?? '') ?? [];
    if (name === undefined) return this.continued((await mine()) as Page, undefined);
    const cell = this.directory.find(name);
    if (cell === undefined)
      throw new ProblemError('invalid_query', {}, [{ path: 'cursor', code: 'not_valid', message: '' }]);
    const url = new URL(request.url, cell.address);
    if (cursor === '') url.searchParams.delete('cursor');
    else url.searchParams.set('cursor', cursor);
    const answer = (await this.ask(cell, request, `${url.pathname}${url.search}`)) as Page | undefined;
    if (answer === undefined) reply.header(MISSING_CELLS, name);
    return this.continued(answer ?? { items: [], nextCursor: null }, cell);
  }

  private continued({ items: rows, nextCursor }: Page, cell: CellAddress | undefined): Page {
    const name = cell?.name ?? this.directory.here;
    // After a move, the old cell keeps the network's rows until they are erased, so its rows are dropped here.
    const items = rows.filter((row) => (this.placeOf(row)?.cell ?? name) === name);
    if (nextCursor !== null)
      return { items, nextCursor: cell === undefined ? nextCursor : `${cell.name}~${nextCursor}` };
    const others = this.directory.others();
    const next = cell === undefined ? others[0] : others[others.findIndex((other) => other.name === name) + 1];
    return { items, nextCursor: next === undefined ? null : `${next.name}~` };
  }

  /** Where the network of this row lives; the row is a network or belongs to one. */
  private placeOf(row: unknown): PlacedNetwork | undefined {
    const networkId = memberOf(row, 'networkId') ?? memberOf(row, 'id');
    return networkId === undefined ? undefined : this.directory.placeOf(networkId);
  }

  private ask(cell: CellAddress, { headers }: ApiRequest, path: string): Promise<unknown> {
    const language = headers['accept-language'];
    return this.calls.get(cell, path, {
      Authorization: headers.authorization ?? '',
      ...(language !== undefined && { 'Accept-Language': language }),
    });
  }
}
