import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  type INestApplicationContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import {
  CUSTOM_ROUTE_ARGS_METADATA,
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import { ExecutionContextHost } from '@nestjs/core/internal';
import type { RouteHandlerMethod } from 'fastify';
import type { ApiReply, ApiRequest } from './api-request';
import { ProblemFilter } from './problem.filter';
import { extendRoute } from './route-config';
import { SchemaPipe } from './schema.pipe';

/** The guards of every route, in their order. The security layer provides them. */
export abstract class RouteGuards {
  abstract readonly inOrder: readonly CanActivate[];
}

/** The configuration of a route that is called directly. */
export interface DirectConfig {
  readonly direct?: { readonly controller: Type; readonly method: string };
}

/** A parameter as Nest's decorators declare it. */
interface DeclaredParameter {
  readonly index: number;
  readonly data?: unknown;
  readonly factory?: (data: unknown, context: ExecutionContext) => unknown;
  readonly pipes: readonly (PipeTransform | Type<PipeTransform>)[];
  readonly schema?: unknown;
}

interface Call {
  readonly request: ApiRequest;
  readonly reply: ApiReply;
  readonly context: ExecutionContextHost;
}

/** Reads an argument of the method from a call. */
type Argument = (call: Call) => unknown;

const READ_BY_NEST_ALONE = [
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
];

/**
 * Calls a route without Nest's own chain, which makes a dozen promises and takes a tenth of a sale's time. Guards, parameters, refusals and the document
 * are those that the route's decorators say, as for any other route.
 */
export const Direct = (): MethodDecorator => (target, name, descriptor) =>
  extendRoute({ direct: { controller: target.constructor, method: name } })(target, name, descriptor);

/** @throws Error where the route has a decorator that only Nest's chain reads */
export function directHandler(
  app: INestApplicationContext,
  { controller, method }: NonNullable<DirectConfig['direct']>,
): RouteHandlerMethod {
  const instance = app.get<Record<string, (...values: unknown[]) => unknown>>(controller, { strict: false });
  const handle = instance[method];
  if (handle === undefined) throw new Error(`${controller.name} has no ${method}`);
  const foreign = READ_BY_NEST_ALONE.filter((key) => [controller, handle].some((of) => Reflect.hasMetadata(key, of)));
  if (foreign.length > 0) throw new Error(`${controller.name}.${method} needs Nest: ${foreign.join(', ')}`);
  const { inOrder: guards } = app.get(RouteGuards);
  const filter = app.get(ProblemFilter);
  const status = Reflect.getMetadata(HTTP_CODE_METADATA, handle) as number;
  const read = argumentsReader(app, controller, method);

  const refuse = (error: unknown, { context }: Call): void => void filter.catch(error, context);
  const send = (answer: unknown, call: Call): void => {
    try {
      call.reply.send(answer);
    } catch (error) {
      refuse(error, call);
    }
  };
  const answer = (call: Call): unknown => {
    call.reply.code(status);
    const values = read(call);
    return values instanceof Promise
      ? values.then((known) => handle.apply(instance, known))
      : handle.apply(instance, values);
  };
  return (request, reply) => {
    const context = new ExecutionContextHost([request, reply], controller, handle);
    const call = { request, reply, context };
    try {
      const admitted = admit(guards, context);
      const answered = admitted === undefined ? answer(call) : admitted.then(() => answer(call));
      if (!(answered instanceof Promise)) send(answered, call);
      else
        answered.then(
          (value) => send(value, call),
          (error: unknown) => refuse(error, call),
        );
    } catch (error) {
      refuse(error, call);
    }
  };
}

/** Asks the guards one after another. Undefined where they admit the call from memory. */
function admit(guards: readonly CanActivate[], context: ExecutionContext, from = 0): Promise<void> | undefined {
  for (let i = from; i < guards.length; i += 1) {
    const admits = guards[i]?.canActivate(context);
    if (admits instanceof Promise)
      return admits.then((isAdmitted: boolean) => {
        if (!isAdmitted) throw new ForbiddenException();
        return admit(guards, context, i + 1);
      });
    if (admits !== true) throw new ForbiddenException();
  }
  return undefined;
}

/** Reads the arguments that the decorators of the parameters declare. Not a promise where none of them is one. */
function argumentsReader(
  app: INestApplicationContext,
  controller: Type,
  method: string,
): (call: Call) => unknown[] | Promise<unknown[]> {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Readonly<
    Record<string, DeclaredParameter>
  >;
  const parameters = Object.entries(declared)
    .sort(([, a], [, b]) => a.index - b.index)
    .map(([key, parameter]) => argumentOf(app, key, parameter));
  return (call) => {
    const values: unknown[] = [];
    try {
      for (const parameter of parameters) values.push(parameter(call));
    } catch (error) {
      // The call is refused already; a failure of a value that is still read must not end the process.
      for (const value of values) if (value instanceof Promise) value.catch(() => undefined);
      throw error;
    }
    return values.some((value) => value instanceof Promise) ? Promise.all(values) : values;
  };
}

function argumentOf(app: INestApplicationContext, key: string, declared: DeclaredParameter): Argument {
  const { factory, data, schema } = declared;
  const pipes = declared.pipes.map((pipe) => (typeof pipe === 'function' ? app.get(pipe, { strict: false }) : pipe));
  const kind = key.includes(CUSTOM_ROUTE_ARGS_METADATA) ? 'custom' : (Number.parseInt(key, 10) as RouteParamtypes);
  const source = factory === undefined ? sourceOf(kind, data) : ({ context }: Call) => factory(data, context);
  const type = TYPES.get(kind) ?? 'custom';
  const all = schema === undefined ? pipes : [new SchemaPipe(), ...pipes];
  const metadata = { type, schema } as Parameters<SchemaPipe['transform']>[1];
  return (call) => {
    let value = source(call);
    for (const pipe of all)
      value =
        value instanceof Promise
          ? value.then((known: unknown) => pipe.transform(known, metadata) as unknown)
          : (pipe.transform(value, metadata) as unknown);
    return value;
  };
}

const TYPES = new Map<RouteParamtypes | 'custom', 'body' | 'query' | 'param'>([
  [RouteParamtypes.BODY, 'body'],
  [RouteParamtypes.QUERY, 'query'],
  [RouteParamtypes.PARAM, 'param'],
]);

function sourceOf(kind: RouteParamtypes | 'custom', name: unknown): Argument {
  switch (kind) {
    case RouteParamtypes.REQUEST:
      return ({ request }) => request;
    case RouteParamtypes.RESPONSE:
      return ({ reply }) => reply;
    case RouteParamtypes.BODY:
      return ({ request }) => request.body;
    case RouteParamtypes.QUERY:
      return ({ request }) => request.query;
    case RouteParamtypes.PARAM:
      return ({ request }) => (request.params as Readonly<Record<string, unknown>>)[String(name)];
    default:
      throw new Error(`a direct route has no parameter of kind ${String(kind)}`);
  }
}
