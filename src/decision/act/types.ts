/** The contract of the decision: its input and its result. All of it is plain data that survives JSON unchanged. */
export * from '../basics/instants';
export type * from './guest.types';
export type * from './act.types';
export type * from './codes.types';
export type * from './details.types';
export type * from './decision.types';
