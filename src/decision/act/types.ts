/** The contract of the decision: what goes in and what comes out. All of it is plain data that JSON keeps whole. */
export * from '../basics/instants';
export type * from './guest.types';
export type * from './act.types';
export type * from './codes.types';
export type * from './details.types';
export type * from './decision.types';
