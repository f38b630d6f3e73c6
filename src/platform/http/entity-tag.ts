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

/** Marks an operation whose response has an `ETag`, until the document is completed. */
export const TAGGED_EXTENSION = 'x-entity-tag';

const DIGITS = 22;

/** The members of an answer that the `ETag` covers; null: this answer has no tag. */
export type StateOf<Answer> = (answer: Answer) => object | null;

/** Gives the response an `ETag` of this state. */
export const Tagged = <Answer>(stateOf: StateOf<Answer>): MethodDecorator =>
  applyDecorators(
    UseInterceptors(new TagInterceptor(stateOf as StateOf<unknown>)),
    ApiExtension(TAGGED_EXTENSION, true),
  );

/** Like `Tagged`, for a change that a caller may make conditional on the tag that it read (`requireUnchanged`). */
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
 * Refuses a change where the current tag differs from the `If-Match` of the request. Call it in the transaction of the change, with the row locked.
 * Without `If-Match` it reads nothing.
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

function entityTagOf(state: object): string {
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
