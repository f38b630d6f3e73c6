import { Text } from '@mantine/core';

/** The text of a mistake in a part with several fields. The text belongs to no single field, so screen readers announce it as an alert. */
export function FieldMistake({ children }: { readonly children: string }) {
  return (
    <Text role="alert" my={4} c="var(--bad)" fz={14} lh={1.4}>
      {children}
    </Text>
  );
}
