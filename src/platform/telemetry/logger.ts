import { Injectable, type LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type LoggerOptions } from 'pino';
import { settings } from '../settings/settings';
import { describeFailure } from './failure-description';
import { FailureLines, kindOfFailure } from './failure-lines';
import type { LogFields } from './log-fields';
import { isOutage } from './outage';

/** Request data in a log line: ids and the route's pattern, never a URL, a body or a name. */
export interface LoggedRequest {
  readonly id: string;
  readonly method: string;
  readonly routeOptions?: { readonly url?: string | undefined };
  readonly user?: { readonly kind: string; readonly id: string; readonly networkId: string | null };
}

type Level = 'error' | 'warn' | 'info' | 'debug';

interface FailureLine {
  readonly level: Level;
  readonly message: string;
  readonly fields: LogFields;
}

/** The kind of all failures while a server is away. */
const OUTAGE = 'outage';

let ofProcess: Logger | undefined;
let outputDescriptor = 1;

/** Moves the log to standard error for commands, whose output a person reads. */
export function logBesideOutput(): void {
  outputDescriptor = 2;
}

/** The one log of the process; made at its first use, so that a test can load this without writing anywhere. */
export function processLogger(): Logger {
  return (ofProcess ??= makeLoggerOfProcess());
}

function makeLoggerOfProcess(): Logger {
  let logger: Logger | undefined;
  // Before the handler that writes the last lines out.
  process.once('exit', () => logger?.writeHeldBack());
  return (logger = new Logger());
}

/**
 * The structured log of the process, one JSON object a line, a server's on standard output. Lines carry ids and codes.
 * A field must not hold personal data; as a second net the names below are blanked.
 */
@Injectable()
export class Logger implements LoggerService {
  private readonly pino: pino.Logger;
  /** The logger of lines whose fields are all chosen here, without the costly search for names to blank. */
  private readonly requests: pino.Logger;
  private readonly failures = new FailureLines<FailureLine>(({ level, message, fields }, leftOut) => {
    this.pino[level](leftOut === 0 ? fields : { ...fields, leftOut }, message);
  });

  constructor(destination: DestinationStream = outputOfProcess()) {
    const options: LoggerOptions = {
      level: settings.logLevel,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeFailure },
    };
    this.requests = pino(options, destination);
    this.pino = pino({ ...options, redact: { paths: REDACTED, censor: '[redacted]' } }, destination);
  }

  /**
   * One line that tells what happened, with its fields. While a server is away all that works with it fails again and again, so all that share
   * one line a second then, requests too.
   */
  event(level: Level, message: string, fields: LogFields = {}): void {
    if (isOutage(fields.err)) this.failures.add(OUTAGE, { level, message, fields });
    else this.pino[level](fields, message);
  }

  /**
   * A request that failed for a reason to look at, with its cause. Failures of one kind have one line a second, the last of
   * each second with the number of those that were left out.
   */
  failure(level: 'error' | 'warn', request: LoggedRequest, err: unknown): void {
    const fields = requestFields(request, request.routeOptions?.url, { err });
    const message = level === 'error' ? 'request failed' : 'request met a rule of the database';
    this.failures.add(isOutage(err) ? OUTAGE : `${level} ${kindOfFailure(err)}`, { level, message, fields });
  }

  /** Writes the lines of failures that wait for the end of their second. */
  writeHeldBack(): void {
    this.failures.flush();
  }

  /** One line a request, after its answer has left. @param traceId where traces are sent */
  request(
    request: LoggedRequest,
    route: string | undefined,
    status: number,
    milliseconds: number,
    traceId?: string,
  ): void {
    if (!this.requests.isLevelEnabled('info')) return;
    const told = { status, ms: Math.round(milliseconds * 10) / 10, traceId };
    this.requests.info(requestFields(request, route, told), 'request');
  }

  // Log calls of Nest and its `Logger`: a text, or an object of `message` and fields.

  log(message: unknown, ...optional: unknown[]): void {
    this.say('info', message, optional);
  }

  error(message: unknown, ...optional: unknown[]): void {
    this.say('error', message, optional);
  }

  warn(message: unknown, ...optional: unknown[]): void {
    this.say('warn', message, optional);
  }

  debug(message: unknown, ...optional: unknown[]): void {
    this.say('debug', message, optional);
  }

  private say(as: Level, said: unknown, optional: readonly unknown[]): void {
    const context = contextOf(optional);
    const level = as === 'info' && context !== undefined && START_CONTEXTS.has(context) ? 'debug' : as;
    const err = [said, ...optional].find((part) => part instanceof Error);
    if (err !== undefined) this.event(level, typeof said === 'string' ? said : 'error', { context, err });
    else if (typeof said === 'object' && said !== null) this.sayFields(level, context, said);
    else this.pino[level]({ context }, String(said));
  }

  private sayFields(level: Level, context: string | undefined, said: object): void {
    const { message, error, ...fields } = said as Record<string, unknown>;
    this.event(level, typeof message === 'string' ? message : level, {
      context,
      ...fields,
      ...(error !== undefined && { err: error }),
    });
  }
}

/** Contexts in which Nest reports each module and route at the start, which are logged at debug level only. */
const START_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

const PERSONAL = [
  'phone',
  'email',
  'name',
  'password',
  'code',
  'qr',
  'card',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
];
const REDACTED = PERSONAL.flatMap((field) => (field === 'code' ? [] : [field, `*.${field}`]));

/** Lines are written together up to this size and this wait, because a write costs more than a line. */
const WRITTEN_TOGETHER_BYTES = 4_096;
const WRITTEN_WITHIN_MS = 200;
/** Lines waiting while nothing can be written, as on a full disk; further lines are dropped. */
const WAITING_AT_MOST_BYTES = 1_048_576;

/** Written without waiting, so that a line does not hold an answer up; the rest is written at the exit. */
function outputOfProcess(): DestinationStream {
  const destination = pino.destination({
    fd: outputDescriptor,
    sync: false,
    minLength: WRITTEN_TOGETHER_BYTES,
    periodicFlush: WRITTEN_WITHIN_MS,
    maxLength: WAITING_AT_MOST_BYTES,
  });
  // A full disk or a closed terminal must not stop sales: waiting lines are tried again with the next ones.
  destination.on('error', () => undefined);
  process.once('exit', () => {
    try {
      destination.flushSync();
    } catch {
      // Standard output has no reader any more, and there is no other place to report that.
    }
  });
  return destination;
}

/** Undefined fields are left out of the line. */
function requestFields(
  { id, method, user }: LoggedRequest,
  route: string | undefined,
  told: {
    readonly status?: number;
    readonly ms?: number;
    readonly traceId?: string | undefined;
    readonly err?: unknown;
  },
): LogFields {
  return {
    requestId: id,
    traceId: told.traceId,
    method,
    route: route ?? 'none',
    networkId: user?.networkId ?? undefined,
    principal: user === undefined ? undefined : `${user.kind}:${user.id}`,
    status: told.status,
    ms: told.ms,
    err: told.err,
  };
}

function contextOf(optional: readonly unknown[]): string | undefined {
  const last = optional.at(-1);
  return typeof last === 'string' && last.length < 100 ? last : undefined;
}
