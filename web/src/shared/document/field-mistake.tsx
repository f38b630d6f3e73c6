import { Text } from '@mantine/core';

/** A mistake of a part with several fields. No field is described by it, so it announces itself. */
export function FieldMistake({ children }: { readonly children: string }) {
  return (
    <Text role="alert" my={4} c="var(--bad)" fz={14} lh={1.4}>
      {children}
    </Text>
  );
}
