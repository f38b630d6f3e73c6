import { z } from 'zod';

/** A whole number that a command was given as `--name`. */
export function wholeNumber(name: string, text: string, least = 1, most = 1_000_000_000): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`--${name} is a whole number from ${String(least)} to ${most.toLocaleString('en-GB')}`);
  return value;
}

const emailAddress = z.email().max(320);

/** An address that a command was given as `--email`. */
export function emailGiven(text: string): string {
  if (!emailAddress.safeParse(text).success) throw new Error('--email is an e-mail address, as in owner@example.com');
  return text;
}
