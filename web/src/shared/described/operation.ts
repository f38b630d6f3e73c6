import { createContext, use } from 'react';
import type { AnswerOf, BodyOf, Operation, ParamsOf, PathsOf, Verb } from '../api/calls';

/** A query parameter, or a member of a request body, as the API document describes it. */
export type Member =
  | (Common & { readonly type: 'text'; readonly least?: number; readonly most?: number; readonly pattern?: string })
  | (Common & { readonly type: 'number'; readonly least?: number; readonly most?: number; readonly unit?: 'money' })
  | (Common & { readonly type: 'choice'; readonly values: readonly (string | number | boolean)[] })
  | (Common & { readonly type: 'list'; readonly least?: number; readonly most?: number; readonly of: Member })
  /** `each`: the description of all members that have no name of their own. */
  | (Common & { readonly type: 'group'; readonly members: Members; readonly each?: Member })
  /** One of several kinds of objects. `by` names the member that tells the kinds apart; left out: the name of a kind is its first required member. */
  | (Common & { readonly type: 'kinds'; readonly by?: string; readonly kinds: Readonly<Record<string, Members>> })
  | (Common & { readonly type: 'clock'; readonly hasEndOfDay?: boolean })
  /** `localMoment`: a local time of the network. `conditions`: a tree of conditions. */
  | (Common & { readonly type: 'switch' | 'day' | 'moment' | 'localMoment' | 'conditions' | 'other' });

interface Common {
  readonly needed?: boolean;
  readonly orNull?: boolean;
  readonly initial?: unknown;
}

export type Members = Readonly<Record<string, Member>>;

/** The description of an API operation in `shared/api/operations.ts`. */
export interface DescribedOperation {
  readonly method: Uppercase<Verb>;
  readonly path: string;
  readonly permissions?: readonly string[];
  readonly isPaged?: boolean;
  readonly query?: Members;
  readonly body?: Members;
}

type CallOf<Op extends DescribedOperation> =
  Op['path'] extends PathsOf<Lowercase<Op['method']>> ? Operation<Lowercase<Op['method']>, Op['path']> : never;
export type ParamsOfCall<Op extends DescribedOperation> = ParamsOf<CallOf<Op>>;
export type BodyOfCall<Op extends DescribedOperation> = BodyOf<CallOf<Op>>;
export type AnswerOfCall<Op extends DescribedOperation> = AnswerOf<CallOf<Op>>;

/** The type of the resource that GET answers with at the operation's path. */
export type ThingOf<Op extends DescribedOperation> =
  Op['path'] extends PathsOf<'get'> ? AnswerOf<Operation<'get', Op['path']>> : never;

/** The type of the items that a listing operation returns. */
export type RowOf<Op extends DescribedOperation> = AnswerOfCall<Op> extends { items: (infer Row)[] } ? Row : never;

/** The paths of the members of a body; the path of a member in a group is `group.member`. */
export type PathIn<Of> = {
  [Name in keyof Of & string]: Of[Name] extends { readonly type: 'group'; readonly members: infer Inner }
    ? Name | `${Name}.${PathIn<Inner>}`
    : Name;
}[keyof Of & string];

/** Whether a member is an amount in minor units. */
export function isMoney(member: Member): boolean {
  return member.type === 'number' && member.unit === 'money';
}

/** Decides whether the signed-in person may call an operation. Each application provides its own rule; without a rule everything is allowed. */
export const Allowed = createContext<(operation: DescribedOperation) => boolean>(() => true);

export function useAllowed(): (operation: DescribedOperation | undefined) => boolean {
  const allows = use(Allowed);
  return (operation) => operation === undefined || allows(operation);
}
