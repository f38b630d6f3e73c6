import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSegments } from './use-segments';

interface SegmentChoiceProps {
  readonly label: string;
  readonly description: string;
  /** Codes, as programmes, rewards and coupons name segments. */
  readonly chosen: readonly string[];
  readonly onChange: (codes: string[]) => void;
  readonly error?: ReactNode;
  readonly className?: string | undefined;
}

/** Some of the network's segments. One that was archived since stays chosen until it is taken out; without any: nothing. */
export function SegmentChoice({ chosen, className = '', ...field }: SegmentChoiceProps) {
  const segments = useSegments();
  const names = new Map([
    ...chosen.map((code) => [code, code] as const),
    ...(segments.data ?? []).map(({ code, name }) => [code, name] as const),
  ]);
  if (names.size === 0) return null;
  return (
    <MultiSelect
      size="md"
      className={className}
      searchable
      data={[...names].map(([value, label]) => ({ value, label }))}
      value={[...chosen]}
      {...field}
    />
  );
}
