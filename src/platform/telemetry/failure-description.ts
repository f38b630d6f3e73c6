import { isNativeError } from 'node:util/types';
import { isOutage } from './outage';

/** The part of an error that is logged. */
export interface FailureDescription {
  readonly type: string;
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly stack: string | undefined;
  readonly cause: FailureDescription | undefined;
}

const DEPTH = 4;

/**
 * An error without the values it may name: PostgreSQL quotes the value that it could not read ("invalid input syntax …") and
 * Prisma prints the arguments of a call, so the words of both are left out and their codes and places are kept. Where a server is unreachable, no
 * line of our code is to blame, so the stack is left out.
 */
export function describeFailure(error: unknown, depth = 0, hasStack = !isOutage(error)): FailureDescription {
  if (!isNativeError(error)) {
    return {
      type: typeof error,
      message: undefined,
      code: undefined,
      constraint: undefined,
      table: undefined,
      stack: undefined,
      cause: undefined,
    };
  }
  return {
    type: error.name,
    message: quotesValues(error) ? undefined : error.message,
    code: textOf(error, 'code'),
    constraint: textOf(error, 'constraint'),
    table: textOf(error, 'table'),
    stack: hasStack ? framesOf(error) : undefined,
    cause: error.cause === undefined || depth >= DEPTH ? undefined : describeFailure(error.cause, depth + 1, hasStack),
  };
}

/** SQLSTATE classes whose messages contain only names of our schema. */
const SILENT_STATES = /^(?:08|25|40|42|53|55|57|58|LP)/;

function quotesValues(error: Error): boolean {
  if (error.name.startsWith('PrismaClient') || error.name === 'DriverAdapterError') return true;
  const state = textOf(error, 'code');
  return 'severity' in error && state !== undefined && !SILENT_STATES.test(state);
}

/** The frames of a stack without its first lines, which repeat the message. */
function framesOf(error: Error): string | undefined {
  const frames = error.stack?.split('\n').filter((frame) => /^\s+at /.test(frame));
  return frames === undefined || frames.length === 0 ? undefined : frames.join('\n');
}

function textOf(error: Error, name: string): string | undefined {
  const value = (error as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
