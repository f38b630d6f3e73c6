import type { z } from 'zod';
import { FISCAL_OPERATOR } from './kinds/fiscal-operator.kind';
import { IIKO } from './kinds/iiko.kind';
import { RKEEPER } from './kinds/rkeeper.kind';
import type { TillSystemKind } from './kinds/till-system-kind';

/** Every kind of till system. */
export const KINDS = { IIKO, RKEEPER, FISCAL_OPERATOR } as const satisfies Readonly<Record<string, TillSystemKind>>;
export type ConnectionKind = keyof typeof KINDS;
export const CONNECTION_KINDS = Object.keys(KINDS) as readonly ConnectionKind[];

export type CredentialsOf<Kind extends ConnectionKind> = z.infer<(typeof KINDS)[Kind]['credentials']>;
export type OptionsOf<Kind extends ConnectionKind> = z.infer<(typeof KINDS)[Kind]['options']>;
