import { normalQuantile } from './distributions.rules';
import { CONFIDENCE } from './intervals.rules';

/** The chance to see an effect that is there. */
const POWER = 0.8;

/** Guests of each arm by which an effect of this size is seen, with the deviation of the figure in one arm. */
export function guestsPerArm(effect: number, deviation: number): number {
  return Math.ceil((factor() ** 2 * 2 * deviation ** 2) / effect ** 2);
}

/** The smallest difference that arms of these sizes show; null while one of them is empty. */
export function smallestEffectSeen(deviation: number, treated: number, control: number): number | null {
  return treated === 0 || control === 0 ? null : factor() * deviation * Math.sqrt(1 / treated + 1 / control);
}

const factor = (): number => normalQuantile((1 + CONFIDENCE) / 2) + normalQuantile(POWER);
