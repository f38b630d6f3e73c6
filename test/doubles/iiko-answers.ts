import { randomUUID } from 'node:crypto';

export type Body = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly body: object;
}

export function textOf(value: unknown, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function success(body: object): Answer {
  return { status: 200, body: { correlationId: randomUUID(), ...body } };
}

export function failure(status: number, errorDescription: string): Answer {
  return { status, body: { correlationId: randomUUID(), errorDescription, error: null } };
}
