import type { RefObject } from 'react';
import type { CheckView, TillMachine } from '../machine/till.state';
import type { Till } from '../till/till';

/** The fields to which the till moves the focus. */
interface CheckFields {
  readonly amount: RefObject<HTMLInputElement | null>;
  readonly points: RefObject<HTMLInputElement | null>;
}

/** The properties of each part of the check in front. */
export interface CheckPartProps {
  readonly machine: TillMachine;
  readonly check: CheckView;
  readonly till: Till;
  readonly fields: CheckFields;
}
