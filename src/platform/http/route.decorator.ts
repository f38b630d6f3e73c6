import {
  applyDecorators,
  Controller,
  Header,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtension,
  ApiOperation,
  ApiResponse,
  type ApiResponseOptions,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import type { ProblemCode } from '../problems/problem-codes';
import { ACCESS_EXTENSION, Public } from './public.decorator';

/** The OpenAPI extension that holds a route's own problem codes until the document is completed. */
export const PROBLEMS_EXTENSION = 'x-problem-codes';
export const PERMISSION_METADATA = 'security:permissions';

/** Method, and path below the path of the class: `GET`, `POST :id/slots`. */
export type RouteLine = Method | `${Method} ${string}`;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The answer's schema where it is JSON; else a description of the response. */
type AnswerDescription = z.ZodType | ApiResponseOptions;

/** Describes a route: who may call it, its answers, and its texts in the OpenAPI document. */
export interface RouteTexts<Permission extends string = string> {
  /** The name of the method in generated clients, unique in the document: `recordTransaction`. */
  readonly id: string;
  /** The result for the caller, in at most ten words, beginning with a verb: `Record a sale, a redemption or a manual act`. */
  readonly summary: string;
  /** Rules between fields, effects, limits and the effect of a repeated call, where no field describes them. */
  readonly description?: string;
  /**
   * The permission that the route asks for, or `public`; left out: the class says it. Several are alternatives: name them only where the body
   * decides which one is needed, and let the handler call `requirePermission` for it.
   */
  readonly permission?: 'public' | Permission | readonly [Permission, ...Permission[]];
  /** Body of the answer 200. The first of `ok`, `created`, `empty` and `accepted` that is given is the usual status. */
  readonly ok?: AnswerDescription;
  /** Body of the answer 201. */
  readonly created?: AnswerDescription;
  /** The route answers 204, without a body. */
  readonly empty?: true;
  /** Body of the answer 202. */
  readonly accepted?: AnswerDescription;
  /** The operation's own codes of 402 to 422; codes that any operation may answer are added automatically. */
  readonly problems?: readonly ProblemCode[];
  /** Set when a later release removes the operation (docs/api-policy.md). */
  readonly deprecated?: Deprecation;
}

interface Deprecation {
  /** Day of the release that deprecates the operation, `YYYY-MM-DD`; the operation stays for a year from then. */
  readonly since: string;
  /** The call to use in its place: `GET /api/transactions`. */
  readonly instead: string;
}

/** The routes of a class: the path that all of them begin with, their tag in the document, and the permission of those that name none. */
export const Routes = (path: string, tag: string, permission?: string | readonly string[]): ClassDecorator =>
  applyDecorators(
    ApiTags(tag),
    ApiBearerAuth(),
    Controller(path),
    ...(permission === undefined ? [] : [accessOf(permission)]),
  );

/** Declares a route in one place. The document takes headers, fields and common problems from the parameters of the method. */
export const Route = (line: RouteLine, said: RouteTexts): MethodDecorator => {
  const [method, path = ''] = line.split(' ') as [Method, string?];
  const { id, summary, problems = [], deprecated } = said;
  const text = [said.description, deprecated && `Deprecated: use \`${deprecated.instead}\`.`]
    .filter(Boolean)
    .join('\n\n');
  const answers = answersOf(said);
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path }),
    HttpCode(answers[0]?.status ?? 200),
    ...(said.permission === undefined ? [] : [accessOf(said.permission)]),
    ApiOperation({
      operationId: id,
      summary,
      ...(text !== '' && { description: text }),
      ...(deprecated && { deprecated: true }),
    }),
    ApiExtension(PROBLEMS_EXTENSION, problems),
    ...answers.map((answer) => ApiResponse(answer)),
    ...(deprecated === undefined ? [] : deprecationHeaders(deprecated)),
  );
};

/** Opens a route, or those of a class, to callers with one of these permissions. */
export const OpenTo = (permissions: readonly string[]): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PERMISSION_METADATA, permissions), ApiExtension(ACCESS_EXTENSION, permissions));

function accessOf(permission: string | readonly string[]): ClassDecorator & MethodDecorator {
  if (permission === 'public') return Public();
  return OpenTo(typeof permission === 'string' ? [permission] : permission);
}

function answersOf({ ok, created, empty, accepted }: RouteTexts): (ApiResponseOptions & { status: number })[] {
  const given: [number, AnswerDescription | undefined][] = [
    [200, ok],
    [201, created],
    [204, empty && {}],
    [202, accepted],
  ];
  return given.flatMap(([status, answer]) =>
    answer === undefined ? [] : [{ ...('~standard' in answer ? { standardSchema: answer } : answer), status }],
  );
}

/** The response headers `Deprecation` (RFC 9745) and, for a year later, `Sunset` (RFC 8594). */
function deprecationHeaders({ since }: Deprecation): MethodDecorator[] {
  const begun = new Date(`${since}T00:00:00Z`);
  const sunset = new Date(begun);
  sunset.setUTCFullYear(begun.getUTCFullYear() + 1);
  return [Header('Deprecation', `@${String(begun.getTime() / 1_000)}`), Header('Sunset', sunset.toUTCString())];
}
