import { z } from 'zod';
import { instant, line } from '../http/schemas';

/** The whole number of the option `--name`. */
export function wholeNumber(name: string, text: string, least = 1, most = 1_000_000_000): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${String(least)} to ${most.toLocaleString('en-GB')}`);
  return value;
}

/** Checks that the option `--name` is a time with a zone, and returns it as written. */
export function instantGiven(name: string, text: string): string {
  if (!instant.safeParse(text).success) throw new Error(`--${name} is a time with a zone, as 2026-12-01T00:00:00Z`);
  return text;
}

const emailAddress = z.email().max(320);

/** The e-mail address of the option `--email`. */
export function emailGiven(text: string): string {
  if (!emailAddress.safeParse(text).success) throw new Error('--email is an e-mail address, as in owner@example.com');
  return text;
}

const personName = line(200);

/** The person's name of the option `--name`; empty when it was left out. */
export function nameGiven(text: string): string {
  if (text === '') return text;
  const { success, data } = personName.safeParse(text);
  if (!success) throw new Error('--name is one line of at most 200 characters');
  return data;
}
