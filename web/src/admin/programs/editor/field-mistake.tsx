import { Text } from '@mantine/core';
import type { Mistake } from './draft-store';
import { useMistakeWords } from './use-mistake-words';

/** A mistake of a part with several fields. */
export function FieldMistake({ mistake }: { readonly mistake: Mistake }) {
  const words = useMistakeWords();
  return (
    <Text my={4} c="var(--bad)" fz={14} lh={1.4}>
      {words(mistake)}
    </Text>
  );
}
