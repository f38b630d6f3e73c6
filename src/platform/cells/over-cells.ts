import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { ApiReply, ApiRequest } from '../http/api-request';
import { replyOf, requestOf } from '../http/api-request';
import { ProblemError } from '../problems/problem';
import { memberOf } from './call-names';
import { CELL_ALONE, CellCalls } from './cell-calls';
import { type Cell, Directory, type PlacedNetwork } from './directory';

/** The header that names the cells that did not answer, so that their figures or rows are missing. */
const MISSING_CELLS = 'X-Missing-Cells';

/** How the answers of several cells become one. */
type Merge<Answer> = (mine: Answer, others: readonly Answer[]) => Answer;

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A cursor within another cell's rows: `CELL~` before that cell's own cursor. */
const FOREIGN_CURSOR = /^([a-z][a-z0-9-]*)~(.*)$/;

/**
 * Answers an owner without a chosen network from all cells, where the installation has cells.
 * @param merge makes one answer of those of all cells; `PAGES`: the pages of one cell follow those of another
 */
export const OverCells = <Answer>(merge: Merge<Answer> | 'PAGES'): MethodDecorator => {
  @Injectable()
  class OverCellsInterceptor implements NestInterceptor {
    constructor(
      private readonly directory: Directory,
      private readonly calls: CellCalls,
    ) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const request = requestOf(context);
      const isAsked =
        this.directory.here !== undefined &&
        request.headers[CELL_ALONE] === undefined &&
        request.user?.networkId === null;
      if (!isAsked) return next.handle();
      const mine = (): Promise<unknown> => lastValueFrom(next.handle());
      const reply = replyOf(context);
      return from(merge === 'PAGES' ? this.page(request, reply, mine) : this.merged(request, reply, merge, mine));
    }

    private async merged(
      request: ApiRequest,
      reply: ApiReply,
      make: Merge<Answer>,
      mine: () => Promise<unknown>,
    ): Promise<Answer> {
      const cells = this.directory.others();
      const [own, ...answers] = await Promise.all([
        mine(),
        ...cells.map((cell) => this.ask(cell, request, request.url)),
      ]);
      const missing = cells.filter((_cell, at) => answers[at] === undefined);
      if (missing.length > 0) reply.header(MISSING_CELLS, missing.map(({ name }) => name).join(', '));
      return make(own as Answer, answers.filter((answer) => answer !== undefined) as Answer[]);
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

    private continued({ items: rows, nextCursor }: Page, cell: Cell | undefined): Page {
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

    private ask(cell: Cell, { headers }: ApiRequest, path: string): Promise<unknown> {
      const language = headers['accept-language'];
      return this.calls.get(cell, path, {
        Authorization: headers.authorization ?? '',
        ...(language !== undefined && { 'Accept-Language': language }),
      });
    }
  }
  return UseInterceptors(OverCellsInterceptor);
};
