import type { Type } from '@nestjs/common';

/** The handlers of the commands and queries that these files export, for the providers of a module. */
export function handlersOf(...files: readonly Readonly<Record<string, unknown>>[]): Type[] {
  const exported = files.flatMap((file) => Object.values(file));
  return exported.filter((one): one is Type => typeof one === 'function' && one.name.endsWith('Handler'));
}
