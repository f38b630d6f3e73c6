import { isEmailAddress } from '../../shared/format/email';
import type { NewNetwork, SignUp } from './platform.api';

export const PRESETS = ['hybrid-5', 'discount-5', 'points-4'] as const;
export const SCALES = ['1/1', '1/10', '1/50', '1/100', '10/1', '100/1'] as const;
export const STEPS = ['network', 'program', 'people'] as const;
export type FormStep = (typeof STEPS)[number];

/** A new network as it is typed. */
export interface NetworkDraft {
  readonly name: string;
  /** Empty where the server makes it. */
  readonly code: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly country: string;
  readonly language: 'ru' | 'en';
  /** Whether it begins with a text of the consent to personal data. */
  readonly personalDataConsent: boolean;
  readonly preset: (typeof PRESETS)[number];
  readonly scale: (typeof SCALES)[number];
  readonly managerName: string;
  readonly managerEmail: string;
  readonly restaurant: string;
  readonly till: string;
}

export type DraftField = Exclude<keyof NetworkDraft, 'personalDataConsent'>;

/** The fields of each step, with the members of the request in which the server finds their mistakes. */
export const FIELDS_OF_STEP: Readonly<Record<FormStep, Readonly<Partial<Record<DraftField, string>>>>> = {
  network: {
    name: 'name',
    code: 'code',
    currency: 'currency',
    timeZone: 'timeZone',
    country: 'country',
    language: 'language',
  },
  program: { preset: 'preset', scale: 'scale' },
  people: {
    managerName: 'manager.name',
    managerEmail: 'manager.email',
    restaurant: 'restaurant.name',
    till: 'restaurant.pointOfSale',
  },
};

type Fault = 'needed' | 'codeWrong' | 'emailWrong';

const CODE = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The fault of a field, before the server is asked. */
export function faultOf(draft: NetworkDraft, field: DraftField, hasCode: boolean): Fault | null {
  const text = draft[field].trim();
  if (field === 'code') return !hasCode || CODE.test(text) ? null : text === '' ? 'needed' : 'codeWrong';
  if (text === '') return 'needed';
  return field === 'managerEmail' && !isEmailAddress(text) ? 'emailWrong' : null;
}

/** A code that a name suggests: "Osteria Roma" is `osteria-roma`; empty where the name has no Latin letter. */
export function codeOfName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 63);
}

/** The body by which the network signs up. */
export function signUpOf(draft: NetworkDraft): SignUp {
  const [numerator = 1, denominator = 1] = draft.scale.split('/').map(Number);
  return {
    name: draft.name.trim(),
    currency: draft.currency,
    timeZone: draft.timeZone,
    country: draft.country,
    language: draft.language,
    preset: draft.preset,
    personalDataConsent: draft.personalDataConsent,
    ...(draft.scale !== '1/1' && { scale: { numerator, denominator } }),
    manager: { name: draft.managerName.trim(), email: draft.managerEmail.trim() },
    restaurant: { name: draft.restaurant.trim(), pointOfSale: draft.till.trim() },
  };
}

/** The body by which an owner opens it. */
export function newNetworkOf(draft: NetworkDraft): NewNetwork {
  return { ...signUpOf(draft), code: draft.code.trim() };
}
