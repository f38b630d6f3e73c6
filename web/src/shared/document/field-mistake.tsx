import { Text } from '@mantine/core';

/** A mistake of a part with several fields. */
export function FieldMistake({ children }: { readonly children: string }) {
  return (
    <Text my={4} c="var(--bad)" fz={14} lh={1.4}>
      {children}
    </Text>
  );
}
