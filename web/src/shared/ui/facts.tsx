import { Flex } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** A fact: its name and its value. */
export type Fact = readonly [label: string, value: ReactNode];

/** Facts about a subject in a line; plain ones stand one below the other. A fact without a value has a dash. */
export function Facts({ facts, isPlain = false }: { readonly facts: readonly Fact[]; readonly isPlain?: boolean }) {
  const layout = isPlain
    ? { direction: 'column' as const, gap: 12, mb: 20 }
    : { gap: '12px 40px', wrap: 'wrap' as const };
  return (
    <Flex component="dl" m={0} {...layout} className={classes.facts ?? ''} data-plain={isPlain || undefined}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? '—'}</dd>
        </div>
      ))}
    </Flex>
  );
}
