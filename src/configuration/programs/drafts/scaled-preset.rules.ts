import { type Factor, type ProgramDocument, scaleProgram } from '../../../decision';
import { ProblemError } from '../../../platform/problems/problem';
import { PRESETS, type PresetName } from '../../program-document/presets';

/** Presets are written for a currency with two decimals, as most have. */
const PRESET_DIGITS = 2;

/** A preset in a currency's minor units, scaled by a factor (left out: 1). Throws `invalid_body` when the factor gives a fraction of a minor unit. */
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
