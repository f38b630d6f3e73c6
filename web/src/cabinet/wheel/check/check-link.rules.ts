import type { WheelDraw } from '../../../entities/wheel/wheel.api';

export const SOURCE_KINDS = ['SALE', 'BADGE'] as const;

/** A draw as somebody gives it to the page that checks it: by a link, or typed by hand. */
export interface TypedDraw {
  /** Id of the epoch. */
  readonly epoch: string;
  readonly sourceKind: WheelDraw['sourceKind'];
  readonly sourceId: string;
  /** The guest's own number. */
  readonly number: string;
  /** The ticket that the wheel has shown; empty: it is not compared. */
  readonly ticket: string;
  /** The place in the odds of the prize that was given; empty: it is not compared. */
  readonly given: string;
  /** The commitment as the guest has noted it before the draw; empty: it is not compared. */
  readonly commitment: string;
}

const NAMES = ['epoch', 'sourceId', 'number', 'ticket', 'given', 'commitment'] as const;

/** The address of the page that checks a draw. Its parts stand after `#`, so no server is told of them. */
export function linkToCheck(network: string, draw: WheelDraw): string {
  const { epochId: epoch, sourceKind, sourceId, number, ticket, given } = draw;
  const parts = { epoch, sourceKind, sourceId, number, ticket: String(ticket), given: String(given.number) };
  return `/cabinet/${network}/wheel/check#${new URLSearchParams(parts).toString()}`;
}

/** The draw of a link; parts that it leaves out are empty. */
export function drawOfLink(hash: string): TypedDraw {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const [epoch = '', sourceId = '', number = '', ticket = '', given = '', commitment = ''] = NAMES.map(
    (name) => parts.get(name)?.trim() ?? '',
  );
  const sourceKind = SOURCE_KINDS.find((kind) => kind === parts.get('sourceKind')) ?? 'SALE';
  return { epoch, sourceKind, sourceId, number, ticket, given, commitment };
}
