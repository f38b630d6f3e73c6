import { Box } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import { type InputProps, useDocumentStore } from '../../shared/document/document-context';
import { saysTheSame } from '../../shared/document/document-store';
import { withDays, withoutIds } from '../condition/condition-fields';
import { GuestRule } from '../condition/guest-rule';

/** Conditions that select guests. The builder keeps the tree while it is edited, so it starts again where the document is replaced. */
export function GuestConditions({
  value,
  onChange,
  isReadOnly = false,
}: InputProps & { readonly isReadOnly?: boolean }) {
  const store = useDocumentStore();
  const generation = useSyncExternalStore(store.subscribe, store.generation);
  if (value === null || value === undefined) return null;
  return (
    <Box component="fieldset" miw={0} m={0} p={0} bd="0" disabled={isReadOnly}>
      <GuestRule
        key={generation}
        rule={withDays(value as RuleGroupType)}
        onChange={(tree) => {
          const changed = withoutIds(tree);
          if (!isReadOnly && !saysTheSame(changed, value)) onChange(changed);
        }}
      />
    </Box>
  );
}
