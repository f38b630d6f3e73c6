import { hash } from 'node:crypto';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import { tap } from 'rxjs';
import { ProblemError } from '../problems/problem';
import { replyOf } from './api-request';
import { canonicalJson } from './canonical-json';
import type { KeyedCall } from './idempotency/keyed-call';

/** Marks an operation whose answer bears an `ETag`, until the document is completed. */
export const TAGGED_EXTENSION = 'x-entity-tag';

const DIGITS = 22;

/** The members of an answer that a change can touch: what the tag stands for. Null: this answer has no tag. */
export type StateOf<Answer> = (answer: Answer) => object | null;

/** The answer bears an `ETag` over this state. */
export const Tagged = <Answer>(stateOf: StateOf<Answer>): MethodDecorator =>
  applyDecorators(
    UseInterceptors(new TagInterceptor(stateOf as StateOf<unknown>)),
    ApiExtension(TAGGED_EXTENSION, true),
  );

/** The same on a change, which a caller may bind to the tag that it read (`requireUnchanged`). */
export const ChangesTagged = <Answer>(stateOf: StateOf<Answer>): MethodDecorator =>
  applyDecorators(
    Tagged(stateOf),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: '`ETag` as the caller read it; if somebody else changed the resource since, nothing is changed: 412',
      schema: { type: 'string' },
    }),
  );

/**
 * Refuses a change of what has another tag by now than its caller read. Called under the lock of the row, in the transaction
 * of the change; without `If-Match` nothing is read.
 * @throws ProblemError 412 `changed_meanwhile`
 */
export async function requireUnchanged(
  { ifMatch = null }: KeyedCall,
  readState: () => object | Promise<object>,
): Promise<void> {
  if (ifMatch === null || ifMatch.trim() === '*') return;
  const tag = entityTagOf(await readState());
  if (!ifMatch.split(',').some((known) => known.trim() === tag)) throw new ProblemError('changed_meanwhile');
}

export function entityTagOf(state: object): string {
  return `"${hash('sha256', canonicalJson(state), 'base64url').slice(0, DIGITS)}"`;
}

class TagInterceptor implements NestInterceptor {
  constructor(private readonly stateOf: StateOf<unknown>) {}

  intercept(context: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(
      tap((answer) => {
        const state = this.stateOf(answer);
        if (state !== null) replyOf(context).header('ETag', entityTagOf(state));
      }),
    );
  }
}
