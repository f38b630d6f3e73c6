import type { Tx } from '../../platform/database/database';
import type { ChangeRequestRow, PasswordLink, RequestContext } from '../../security';
import type { ApprovedChange } from './approved-change.dto';

export type RequestKind = ChangeRequestRow['kind'];

/** A change that a second person lets happen. */
export interface ApprovedRequest {
  readonly context: RequestContext;
  readonly row: ChangeRequestRow;
  /** Whether the person concerned has a password. */
  readonly hasPassword: boolean;
}

/** Work to do after the commit of a change, and the part of its answer that is shown. */
export interface MadeChange {
  readonly endedSessions?: readonly string[];
  readonly link?: PasswordLink;
  readonly apiKey?: ApprovedChange['apiKey'];
}

/** Makes changes of some kinds as they were asked for. */
export type MakersOf<Kind extends RequestKind> = Readonly<
  Record<Kind, (tx: Tx, approved: ApprovedRequest) => Promise<MadeChange>>
>;
