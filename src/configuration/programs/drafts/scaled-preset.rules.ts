import { type Factor, type ProgramDocument, scaleProgram } from '../../../decision';
import { ProblemError } from '../../../platform/problems/problem';
import { PRESETS, type PresetName } from '../../program-document/presets';

/** Presets are written for a currency of two decimals, as most have. */
const PRESET_DIGITS = 2;

/**
 * A preset in the minor units of a currency, scaled by one factor (once when left out).
 * Throws `invalid_body` when the factor leaves a figure that is no whole number of minor units.
 */
export function presetForNetwork(name: PresetName, currencyDigits: number, scale: Factor = ONCE): ProgramDocument {
  const factor = {
    numerator: scale.numerator * 10 ** Math.max(0, currencyDigits - PRESET_DIGITS),
    denominator: scale.denominator * 10 ** Math.max(0, PRESET_DIGITS - currencyDigits),
  };
  try {
    return scaleProgram(PRESETS[name], factor);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProblemError('invalid_body', {}, [{ path: 'scale', code: 'not_valid', message: '' }]);
  }
}

const ONCE: Factor = { numerator: 1, denominator: 1 };
