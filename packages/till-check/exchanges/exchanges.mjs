import { OFFLINE } from './offline.mjs';
import { REFUNDING } from './refunding.mjs';
import { REPEATING } from './repeating.mjs';
import { SELLING } from './selling.mjs';

/**
 * All exchanges, in the order in which they are played. `needs`: what the till must be able to do; without it the exchange is left out.
 * `clockOffMs`: how far the platform's clock is ahead. The till's own is not known here, so that of the platform is moved: to the till its own is
 * wrong. `wrongKey`: the till is to be refused for its API key.
 *
 * @typedef {{ id: string, needs: string[], clockOffMs?: number, wrongKey?: boolean, play: (scene: import('../scene.mjs').Scene) => Promise<void> }} Exchange
 * @type {readonly Exchange[]}
 */
export const EXCHANGES = [...SELLING, ...REPEATING, ...REFUNDING, ...OFFLINE];
